using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Encoders;

/// <summary>What the flow is told about the population around a cell.</summary>
internal abstract class PopulationEncoder(string name, int width) : nn.Module(name)
{
    /// <summary>Numbers per cell that the flow is given.</summary>
    public int Width => width;

    /// <summary>The code changes while the population moves, so that it must be asked anew at every time.</summary>
    public virtual bool FollowsPopulation => false;

    /// <summary>A population as one vector.</summary>
    /// <param name="cells"><c>[populations, cells, dims]</c>.</param>
    /// <param name="types">One-hot cell types, <c>[populations, cells, types]</c>, or null.</param>
    /// <returns><c>[populations, embedding]</c>.</returns>
    public abstract Tensor Embed(Tensor cells, Tensor? types);

    /// <summary>The code of some cells of a population.</summary>
    /// <param name="embedding">Of the population at its start, <c>[populations, embedding]</c>.</param>
    /// <param name="states">The cells asked about, <c>[populations, cells, dims]</c>.</param>
    /// <param name="current">Cells that stand for the population as it is now, <c>[populations, others, dims]</c>; the cells asked about are its cells from <paramref name="offset"/> on, as far as it reaches.</param>
    /// <param name="offset">See <paramref name="current"/>.</param>
    /// <returns><c>[populations, cells, width]</c>.</returns>
    public virtual Tensor Code(Tensor embedding, Tensor states, Tensor current, int offset) =>
        embedding.unsqueeze(1).expand(-1, states.shape[1], -1);
}
