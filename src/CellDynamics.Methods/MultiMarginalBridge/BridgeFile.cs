using CellDynamics.Data.Annotated;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;
using CellDynamics.Methods.MultiMarginalBridge.Pinned;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>A bridge on disk: the saved model, and the checkpoint of a fit. Little-endian numbers behind a mark and a version.</summary>
internal static class BridgeFile
{
    public const string Name = "bridge.bin";

    private const int Mark = 0x42534443; // "CDSB"
    private const int Version = 1;

    public static void Write(string path, SbirrModel model)
    {
        using var writer = new BinaryWriter(File.Create(path));
        WriteHead(writer);
        WriteProblem(writer, model.Problem);
        writer.Write(model.Sampler is ChainedBridge);
        if (model.Sampler is ChainedBridge chain)
            WriteChain(writer, chain);
        else
            DriftFile.Write(writer, (DriftChain)model.Sampler);
    }

    /// <exception cref="InvalidDataException">The file is not a bridge, or of another version.</exception>
    public static SbirrModel Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        ReadHead(reader, path);
        BridgeProblem problem = ReadProblem(reader);
        return new SbirrModel(problem, reader.ReadBoolean() ? ReadChain(reader, problem) : DriftFile.Read(reader, problem));
    }

    /// <summary>A round of a fit as bytes. The reference of the bridges and the refined one are both kept: the next round needs both.</summary>
    public static byte[] WriteRound(FittedBridge fitted)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        WriteHead(writer);
        writer.Write(fitted.Round);
        WriteNumbers(writer, [.. fitted.Divergences]);
        WriteNumbers(writer, fitted.Refined.Parameters);
        WriteChain(writer, fitted.Chain);
        writer.Flush();
        return memory.ToArray();
    }

    public static FittedBridge ReadRound(byte[] state, BridgeProblem problem)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        ReadHead(reader, "checkpoint");
        int round = reader.ReadInt32();
        double[] divergences = ReadNumbers(reader), refined = ReadNumbers(reader);
        ChainedBridge chain = ReadChain(reader, problem);
        return new FittedBridge(round, chain, chain.Reference.With(refined), divergences);
    }

    internal static void WriteHead(BinaryWriter writer)
    {
        writer.Write(Mark);
        writer.Write(Version);
    }

    internal static void ReadHead(BinaryReader reader, string path)
    {
        if (reader.ReadInt32() != Mark)
            throw new InvalidDataException($"{path}: expected a saved bridge, found something else.");
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"{path}: expected version {Version} of a saved bridge, found {version}. Run the analysis again.");
    }

    private static void WriteProblem(BinaryWriter writer, BridgeProblem problem)
    {
        writer.Write((int)problem.Family);
        WriteNumbers(writer, problem.Times);
        WriteNumbers(writer, problem.Units.Centre);
        WriteNumbers(writer, [problem.Units.Spread, problem.Units.Start, problem.Units.Gap]);
        foreach (DenseMatrix snapshot in problem.Snapshots)
            WriteNumbers(writer, snapshot.Values);
        foreach (BridgeGrid grid in problem.Grids)
            WriteNumbers(writer, [grid.Duration, grid.Steps, grid.Sigma]);
    }

    private static BridgeProblem ReadProblem(BinaryReader reader)
    {
        var family = (ReferenceFamily)reader.ReadInt32();
        double[] times = ReadNumbers(reader), centre = ReadNumbers(reader), scale = ReadNumbers(reader);
        var units = new BridgeUnits(centre, scale[0], scale[1], scale[2]);
        DenseMatrix[] snapshots = [.. times.Select(_ => ReadNumbers(reader)).Select(values => new DenseMatrix(values.Length / centre.Length, centre.Length, values))];
        BridgeGrid[] grids = [.. times.Skip(1).Select(_ => ReadNumbers(reader)).Select(grid => new BridgeGrid(grid[0], (int)grid[1], grid[2]))];
        return new BridgeProblem(snapshots, times, grids, units, family);
    }

    private static void WriteChain(BinaryWriter writer, ChainedBridge chain)
    {
        WriteNumbers(writer, chain.Reference.Parameters);
        foreach (IntervalState interval in chain.Intervals.Select(interval => interval.State))
        {
            WriteNumbers(writer, interval.Paths);
            WriteNumbers(writer, interval.SourcePotentials);
            WriteNumbers(writer, interval.TargetPotentials);
        }
    }

    private static ChainedBridge ReadChain(BinaryReader reader, BridgeProblem problem)
    {
        IReference reference = problem.Family.Create(problem.Dimensions, 0).With(ReadNumbers(reader));
        IntervalState[] intervals = [.. problem.Grids.Select(_ => new IntervalState(ReadNumbers(reader), ReadNumbers(reader), ReadNumbers(reader)))];
        return ChainedBridge.Restore(problem.Snapshots, problem.Grids, reference, intervals);
    }

    internal static void WriteNumbers(BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        foreach (double value in values)
            writer.Write(value);
    }

    internal static double[] ReadNumbers(BinaryReader reader)
    {
        double[] values = new double[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadDouble();
        return values;
    }
}
