using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>Regressed drifts on disk, and the checkpoint of their fit; in the format of <see cref="BridgeFile"/>.</summary>
internal static class DriftFile
{
    public static void Write(BinaryWriter writer, DriftChain chain)
    {
        foreach (IntervalDrifts interval in chain.Intervals)
        {
            BridgeFile.WriteNumbers(writer, interval.Forward.State);
            BridgeFile.WriteNumbers(writer, interval.Backward.State);
            writer.Write(interval.Divergence);
        }
    }

    public static DriftChain Read(BinaryReader reader, BridgeProblem problem)
    {
        ProcessDrift Drift() => ProcessDrift.Restore(BridgeFile.ReadNumbers(reader), problem.Dimensions);
        return new DriftChain(problem.Snapshots, problem.Grids, [.. problem.Grids.Select(_ => new IntervalDrifts(Drift(), Drift(), reader.ReadDouble()))]);
    }

    public static byte[] WriteRound(FittedDrifts fitted)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        BridgeFile.WriteHead(writer);
        writer.Write(fitted.Round);
        BridgeFile.WriteNumbers(writer, [.. fitted.Divergences]);
        BridgeFile.WriteNumbers(writer, fitted.Refined.Parameters);
        Write(writer, fitted.Chain);
        writer.Flush();
        return memory.ToArray();
    }

    public static FittedDrifts ReadRound(byte[] state, BridgeProblem problem)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        BridgeFile.ReadHead(reader, "checkpoint");
        int round = reader.ReadInt32();
        double[] divergences = BridgeFile.ReadNumbers(reader);
        IReference refined = problem.Family.Create(problem.Dimensions, 0).With(BridgeFile.ReadNumbers(reader));
        return new FittedDrifts(round, Read(reader, problem), refined, divergences);
    }
}
