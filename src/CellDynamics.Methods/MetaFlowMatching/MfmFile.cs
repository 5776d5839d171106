using System.Text.Json;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>A trained flow on disk: <c>mfm.json</c> says what it is, <c>mfm.weights</c> holds the weights.</summary>
internal static class MfmFile
{
    private const string HeadName = "mfm.json", WeightsName = "mfm.weights";
    private const int Version = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write(string directory, MfmModel model)
    {
        FlowWeights weights = model.Weights;
        var head = new Head(Version, ParameterSchema.Of<MfmParameters>().Format(weights.Settings), weights.Units, weights.Conditions, weights.Identities, weights.Donors, weights.Seed, model.Known);
        File.WriteAllText(Path.Combine(directory, HeadName), JsonSerializer.Serialize(head, Json));
        File.WriteAllBytes(Path.Combine(directory, WeightsName), weights.State);
    }

    /// <exception cref="InvalidDataException">The files are no such model, or of another version.</exception>
    public static MfmModel Read(string directory)
    {
        string path = Path.Combine(directory, HeadName);
        Head head = JsonSerializer.Deserialize<Head>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path}: expected a model, found nothing. Run the analysis again.");
        if (head.Version != Version)
            throw new InvalidDataException($"{path}: expected version {Version}, found {head.Version}. Use the version of CellDynamics that wrote it.");
        var settings = (MfmParameters)ParameterSchema.Of<MfmParameters>().Parse(head.Settings);
        return new MfmModel(new FlowWeights(settings, head.Units, head.Conditions, head.Identities, head.Donors, head.Seed, File.ReadAllBytes(Path.Combine(directory, WeightsName))), head.Known);
    }

    private sealed record Head(
        int Version, IReadOnlyDictionary<string, string> Settings, FlowUnits Units, FlowConditions Conditions, int Identities, int Donors, int Seed, IReadOnlyList<KnownPopulation> Known);
}
