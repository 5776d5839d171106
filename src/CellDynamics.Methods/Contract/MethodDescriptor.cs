namespace CellDynamics.Methods.Contract;

/// <summary>What a method is called, what it needs and whom to cite.</summary>
/// <param name="Id">Kebab-case, never changes; the folder is its PascalCase.</param>
/// <param name="Name">As a biologist would say it.</param>
/// <param name="Question">The question it answers, for the first step of a new analysis.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Version">Raised when the same input and seed may give another result.</param>
/// <param name="Citation">Authors, year, identifier.</param>
/// <param name="Needs">What the data must have.</param>
/// <param name="ParameterType">The record that derives from <see cref="MethodParameters"/>; it has a public constructor without arguments.</param>
public sealed record MethodDescriptor(
    string Id, string Name, string Question, string Summary, string Version, string Citation, DataNeeds Needs, Type ParameterType);

/// <param name="MinimumTimePoints">Least number of distinct measured times.</param>
/// <param name="NeedsCondition">A condition column with a control value.</param>
/// <param name="NeedsDonor">A donor column.</param>
/// <param name="NeedsTracks">Genes of the same cells through time: measured, or along paths that another analysis inferred.</param>
public sealed record DataNeeds(int MinimumTimePoints, bool NeedsCondition = false, bool NeedsDonor = false, bool NeedsTracks = false);

/// <summary>Parameters of a method: an immutable record whose properties carry <c>[Display(Name, Description)]</c>, <c>[Range]</c> and a default. Form, help, schema and validation are generated from it by <see cref="ParameterSchema"/>.</summary>
public abstract record MethodParameters;
