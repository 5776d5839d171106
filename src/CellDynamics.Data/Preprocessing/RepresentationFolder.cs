using System.Runtime.InteropServices;
using System.Text.Json;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Keeps a <see cref="RepresentationModel"/> as <c>representation.json</c> with arrays of little-endian float64 beside it.</summary>
public static class RepresentationFolder
{
    private const string FileName = "representation.json";
    private const string MeanFile = "representation.mean.f64";
    private const string LoadingsFile = "representation.loadings.f64";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    public static void Save(string folder, RepresentationModel model)
    {
        Directory.CreateDirectory(folder);
        Write(folder, MeanFile, model.Mean);
        if (model.Loadings is not null)
            Write(folder, LoadingsFile, model.Loadings.Values);
        var header = new Header(Version, model.Scale, model.Loadings?.Columns, model.CanProject, model.Genes, model.VarianceRatio);
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(header, Json));
    }

    /// <exception cref="InvalidDataException">The files disagree or come from a newer version.</exception>
    public static RepresentationModel Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        Header header = JsonSerializer.Deserialize<Header>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} is empty.");
        if (header.Version != Version)
            throw new InvalidDataException($"{path}: expected version {Version}, found {header.Version}. Use the version of CellDynamics that wrote it.");
        int genes = header.Genes.Length;
        DenseMatrix? loadings = header.Components is int dims ? new DenseMatrix(genes, dims, Read(folder, LoadingsFile, genes * dims)) : null;
        return new RepresentationModel(header.Genes, header.Scale, Read(folder, MeanFile, genes), loadings, header.VarianceRatio) { CanProject = header.CanProject };
    }

    private static void Write(string folder, string name, double[] values) =>
        File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes<double>(values));

    private static double[] Read(string folder, string name, int count)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, name));
        return bytes.Length == count * sizeof(double)
            ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : throw new InvalidDataException($"{Path.Combine(folder, name)}: expected {count} values, found {bytes.Length / sizeof(double)}. Run the analysis again.");
    }

    private sealed record Header(int Version, MatrixScale Scale, int? Components, bool CanProject, string[] Genes, double[] VarianceRatio);
}
