using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>Embeddings as the flow last saw them: the published alternation trains the flow on kept ones, which may be stale (mfm 4).</summary>
internal sealed class EmbeddingCache(int pairs) : IDisposable
{
    private readonly float[]?[] kept = new float[pairs][];

    /// <summary>The kept embeddings, computed where there is none yet, <c>[pairs, embedding]</c>.</summary>
    public Tensor GetOrKeep(int[] pairs, Func<Tensor> embed)
    {
        if (pairs.Any(pair => kept[pair] is null))
        {
            using (no_grad())
            {
                Tensor fresh = embed();
                for (int i = 0; i < pairs.Length; i++)
                    kept[pairs[i]] ??= fresh[i].data<float>().ToArray();
            }
        }
        return tensor([.. pairs.SelectMany(pair => kept[pair]!)], [pairs.Length, kept[pairs[0]]!.Length]);
    }

    public void Keep(int[] pairs, Tensor embedding)
    {
        using (no_grad())
        {
            for (int i = 0; i < pairs.Length; i++)
                kept[pairs[i]] = embedding[i].detach().data<float>().ToArray();
        }
    }

    public void Write(BinaryWriter writer)
    {
        foreach (float[]? one in kept)
        {
            writer.Write(one?.Length ?? 0);
            foreach (float value in one ?? [])
                writer.Write(value);
        }
    }

    public void Read(BinaryReader reader)
    {
        for (int i = 0; i < kept.Length; i++)
        {
            int length = reader.ReadInt32();
            kept[i] = length == 0 ? null : new float[length];
            for (int k = 0; k < length; k++)
                kept[i]![k] = reader.ReadSingle();
        }
    }

    public void Dispose() => Array.Clear(kept);
}
