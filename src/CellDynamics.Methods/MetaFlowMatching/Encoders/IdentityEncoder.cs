using static TorchSharp.torch;

namespace CellDynamics.Methods.MetaFlowMatching.Encoders;

/// <summary>The name of the population as one-hot, in place of what it looks like: CGFM, a baseline. An unseen population is the uniform average of those seen, as published (mfm 4).</summary>
internal sealed class IdentityEncoder(int populations) : PopulationEncoder(nameof(IdentityEncoder), populations)
{
    public override Tensor Embed(Tensor cells, Tensor? types) => tensor(1f / Width).expand(cells.shape[0], Width);

    /// <param name="populations">Index of each, <c>[populations]</c>.</param>
    /// <returns><c>[populations, all]</c>.</returns>
    public Tensor Of(long[] populations) => nn.functional.one_hot(tensor(populations), Width).to(float32);
}
