namespace CellDynamics.Methods.Contract;

/// <summary>Parameters of a method: an immutable record whose properties carry <c>[Display(Name, Description)]</c>, <c>[Range]</c> and a default. Form, help, schema and validation are generated from it by <see cref="ParameterSchema"/>.</summary>
public abstract record MethodParameters;
