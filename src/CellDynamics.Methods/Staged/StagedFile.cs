using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Staged;

/// <summary>Fitted agents on disk: <c>staged.json</c>, plain numbers with their names.</summary>
internal static class StagedFile
{
    private const string Name = "staged.json";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new MatrixConverter() } };

    public static void Write(string directory, StagedModel model)
    {
        using FileStream file = File.Create(Path.Combine(directory, Name));
        JsonSerializer.Serialize(file, new Head(Version, model.State), Json);
    }

    /// <exception cref="InvalidDataException">The file is no such model, or of another version.</exception>
    public static StagedModel Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        using FileStream file = File.OpenRead(path);
        Head head = JsonSerializer.Deserialize<Head>(file, Json) ?? throw new InvalidDataException($"{path}: expected a network, found nothing. Run the analysis again.");
        return head.Version == Version ? new StagedModel(head.Model)
            : throw new InvalidDataException($"{path}: expected version {Version}, found {head.Version}. Use the version of CellDynamics that wrote it.");
    }

    public static byte[] WriteAgent(Training.FittedAgent agent) => JsonSerializer.SerializeToUtf8Bytes(agent, Json);

    public static Training.FittedAgent? ReadAgent(byte[] state) => JsonSerializer.Deserialize<Training.FittedAgent>(state, Json);

    private sealed record Head(int Version, StagedState Model);

    private sealed class MatrixConverter : JsonConverter<DenseMatrix>
    {
        public override DenseMatrix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Plain plain = JsonSerializer.Deserialize<Plain>(ref reader, options)!;
            return new DenseMatrix(plain.Rows, plain.Columns, plain.Values);
        }

        public override void Write(Utf8JsonWriter writer, DenseMatrix value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Plain(value.Rows, value.Columns, value.Values), options);

        private sealed record Plain(int Rows, int Columns, double[] Values);
    }
}
