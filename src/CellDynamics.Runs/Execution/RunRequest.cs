using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Runs.Execution;

/// <summary>The frozen request of a run, <c>run.json</c>: with it and the dataset anyone gets the same result.</summary>
public sealed record RunRequest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Raised when the meaning of a field changes.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Id of the method in the catalogue.</summary>
    public required string Method { get; init; }

    /// <summary>Title shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file as it came.</summary>
    public required string DatasetPath { get; init; }

    public required string DatasetSha256 { get; init; }

    public required StudyRoles Roles { get; init; }

    /// <summary>Every parameter of the method with its value, kebab-case name → text, defaults included.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Times kept out of the model and of every validation fit, in the data's unit.</summary>
    public IReadOnlyList<double> HoldOut { get; init; } = [];

    /// <summary>Donors kept out of the model and of every validation fit, to be scored.</summary>
    public IReadOnlyList<string> HoldOutDonors { get; init; } = [];

    /// <summary>Ligand–receptor pairs that may signal; null: those of the textbook.</summary>
    public IReadOnlyList<SignalPair>? Pairs { get; init; }

    /// <summary>Edges of a network that somebody believes in; null: none.</summary>
    public IReadOnlyList<PriorEdge>? Prior { get; init; }

    /// <summary>Genes that a network must hold, whatever else is chosen; null: none.</summary>
    public IReadOnlyList<string>? Genes { get; init; }

    /// <summary>Off skips the refits that leave one time point or one donor out.</summary>
    public bool Validation { get; init; } = true;

    /// <summary>How many seeds the validation is repeated with.</summary>
    public int ValidationSeeds { get; init; } = 3;

    public int Seed { get; init; }

    /// <summary>Full path of the folder of the finished run whose paths of cells are stood on; null: paths are inferred first, or were measured.</summary>
    public string? PathsFrom { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Version of CellDynamics and of the method that were asked for.</summary>
    public required string Version { get; init; }

    public required DateTime CreatedUtc { get; init; }

    /// <summary>What stands in <see cref="Version"/>.</summary>
    public static string VersionOf(MethodDescriptor method) => $"{typeof(RunRequest).Assembly.GetName().Version!.ToString(3)} ({method.Id} {method.Version})";

    /// <summary>The question is what treatments do, not how cells move through time.</summary>
    [JsonIgnore]
    public bool IsOfTreatments => MethodCatalog.All.Any(method => method.Descriptor.Id == Method && method.Descriptor.Needs.NeedsCondition);

    /// <summary>The question is which genes and signals drive cells.</summary>
    [JsonIgnore]
    public bool IsOfNetworks => MethodCatalog.All.Any(method => method.Descriptor.Id == Method && method.Descriptor.Needs.NeedsTracks);

    /// <summary>Roles of a run that stands on the paths of this one. Paths name their cells by row and were inferred from what the roles chose: only what they do not depend on may be given anew.</summary>
    public StudyRoles RolesAlongPaths(StudyRoles given) => Roles with { CellType = given.CellType ?? Roles.CellType, Spatial = given.Spatial ?? Roles.Spatial };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="InvalidDataException">The text is not a request; the message names the place.</exception>
    public static RunRequest FromJson(string text, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRequest>(text, Json) ?? throw new InvalidDataException($"{place}: expected a run request, found null.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{place}: expected a run request, found {failure.Message}", failure);
        }
    }
}
