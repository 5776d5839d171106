using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>Everything a training that was interrupted goes on with: weights, moments of Adam, kept embeddings, curve. Chance needs no state: a step draws the same whenever it is drawn.</summary>
internal sealed class TrainingState(MetaFlow flow, Adam decoder, Adam? encoder, EmbeddingCache cache)
{
    private const string Name = "flow";

    public void Write(ICheckpointStore? store, int step, IReadOnlyList<HistoryPoint> history)
    {
        if (store is null)
            return;
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(step);
        writer.Write(history.Count);
        foreach (HistoryPoint point in history)
        {
            writer.Write(point.Step);
            writer.Write(point.Value);
        }
        flow.Velocity.save(writer);
        flow.Encoder?.save(writer);
        decoder.Write(writer);
        encoder?.Write(writer);
        cache.Write(writer);
        writer.Flush();
        store.Write(Name, memory.ToArray());
    }

    /// <returns>The step to go on with; 0 where there is no checkpoint.</returns>
    public int Read(ICheckpointStore? store, List<HistoryPoint> history)
    {
        if (store?.Read(Name) is not { } kept)
            return 0;
        using var reader = new BinaryReader(new MemoryStream(kept));
        int step = reader.ReadInt32(), points = reader.ReadInt32();
        for (int i = 0; i < points; i++)
            history.Add(new HistoryPoint("loss", reader.ReadInt32(), reader.ReadDouble()));
        flow.Velocity.load(reader);
        flow.Encoder?.load(reader);
        decoder.Read(reader);
        encoder?.Read(reader);
        cache.Read(reader);
        return step;
    }
}
