using CellDynamics.Methods.Integration;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>A function that is convex in its input as long as the weights between its layers are not negative: ½‖Lx‖² plus a network of four layers of 64.</summary>
/// <remarks>
/// z₀ = σ(A₀x + b₀)², zₗ = σ(Wₗ zₗ₋₁ + Aₗx + bₗ), y = W z + Ax + b + ½‖Lx‖², σ = LeakyReLU(0.2), kernels from U(0, 0.1). Ref: Amos et al. 2017,
/// arXiv 1609.07152; Bunne et al. 2023, doi 10.1038/s41592-023-01969-x, and their code. The published network has no ½‖Lx‖²: with it, and
/// L = I at first, the gradient starts near the identity, that is near no change, instead of being learned to be one in tens of thousands of steps; and maps
/// between Gaussians are among its values. Ref: Bunne, Krause &amp; Cuturi 2022, arXiv 2206.14262, for both.
/// </remarks>
internal sealed class ConvexPotential : IDisposable
{
    private const int Layers = 4, Width = 64;
    private const double FirstDecay = 0.5, SecondDecay = 0.9, Tiny = 1e-8;

    // Held here, or by using, because the collector may free a temporary scalar while the library still reads it (TorchSharp pull request 1434).
    private static readonly Scalar Zero = 0, Half = 0.5, Two = 2, Slope = 0.2, KeepFirst = FirstDecay, NewFirst = 1 - FirstDecay, KeepSecond = SecondDecay, NewSecond = 1 - SecondDecay;

    private readonly int dims;
    private readonly long[] sizes;
    private readonly Tensor parameters, first, second;
    private int steps;

    /// <param name="dims">Of the input.</param>
    /// <param name="random">Of the first weights.</param>
    public ConvexPotential(int dims, RandomStream random)
    {
        const int inputs = Layers * Width + 1, inner = (Layers - 1) * Width * Width;
        this.dims = dims;
        sizes = [inner, Width, (long)inputs * dims, (long)dims * dims, inputs];
        float[] start = new float[sizes.Sum()];
        int square = inner + Width + inputs * dims;
        for (int i = 0; i < square; i++)
            start[i] = (float)(0.1 * random.NextUniform());
        for (int k = 0; k < dims; k++)
            start[square + k * (dims + 1)] = 1;
        // The sums over 64 units triple from layer to layer; so much less keeps the first map near the identity.
        for (int i = inner; i < inner + Width; i++)
            start[i] /= Width;
        parameters = tensor(start, requires_grad: true).DetachFromDisposeScope();
        first = zeros(start.Length).DetachFromDisposeScope();
        second = zeros(start.Length).DetachFromDisposeScope();
    }

    /// <param name="x"><c>[n, dims]</c>.</param>
    /// <returns><c>[n]</c>.</returns>
    public Tensor Value(Tensor x)
    {
        Tensor[] parts = parameters.split(sizes);
        Tensor inner = parts[0].view(Layers - 1, Width, Width);
        Tensor[] inputs = nn.functional.linear(x, parts[2].view(-1, dims), parts[4]).split([Width, Width, Width, Width, 1], 1);
        Tensor z = Leaky(inputs[0]).Squared();
        for (int layer = 1; layer < Layers; layer++)
            z = Leaky(z.matmul(inner[layer - 1].t()).Plus(inputs[layer]));
        return z.mv(parts[1]).Plus(inputs[Layers].squeeze(1)).Plus(x.matmul(parts[3].view(dims, dims)).Squared().sum(1).mul(Half));
    }

    /// <summary>The map that the potential stands for.</summary>
    /// <remarks>
    /// Written out, because a step differentiates it once more: of the layers above the first it needs only on which side of its bend every unit is, and that has no slope. Autograd would go
    /// through all of them both ways.
    /// </remarks>
    /// <param name="x"><c>[n, dims]</c>; no slope is asked for in it.</param>
    /// <param name="isTrained">Keep what a step needs.</param>
    /// <returns><c>[n, dims]</c>.</returns>
    public Tensor Gradient(Tensor x, bool isTrained)
    {
        using var graph = set_grad_enabled(isTrained);
        Tensor[] parts = parameters.split(sizes);
        Tensor inner = parts[0].view(Layers - 1, Width, Width), kernels = parts[2].view(-1, dims), square = parts[3].view(dims, dims);
        Tensor lowest = nn.functional.linear(x, kernels.narrow(0, 0, Width), parts[4].narrow(0, 0, Width));
        Tensor[] slopes = Slopes(x, lowest, inner, kernels, parts[4]), units = new Tensor[Layers];
        units[^1] = slopes[^1].mul(parts[1]);
        for (int layer = Layers - 1; layer > 0; layer--)
            units[layer - 1] = units[layer].matmul(inner[layer - 1]).mul(slopes[layer - 1]);
        units[0] = units[0].mul(slopes[0].mul(Two).mul(lowest));
        const int all = Layers * Width;
        return cat(units, 1).matmul(kernels.narrow(0, 0, all)).Plus(kernels.narrow(0, all, 1)).Plus(x.matmul(square).matmul(square.t()));
    }

    /// <summary>Of the units of every layer, 1 or that of the left side of the bend, <c>[n, width]</c> each.</summary>
    private static Tensor[] Slopes(Tensor x, Tensor lowest, Tensor inner, Tensor kernels, Tensor biases)
    {
        using var noGradient = no_grad();
        const int upper = (Layers - 1) * Width;
        Tensor[] inputs = nn.functional.linear(x, kernels.narrow(0, Width, upper), biases.narrow(0, Width, upper)).split(Width, 1), slopes = new Tensor[Layers];
        Tensor below = lowest;
        for (int layer = 0; layer < Layers; layer++)
        {
            if (layer > 0)
                below = below.matmul(inner[layer - 1].t()).Plus(inputs[layer - 1]);
            slopes[layer] = below.sign().clamp_min_(Slope);
            below = below.mul(slopes[layer]);
            if (layer == 0)
                below = below.Squared();
        }
        return slopes;
    }

    /// <summary>How far weights that must not be negative are.</summary>
    public Tensor Negativity()
    {
        Tensor[] parts = parameters.split(sizes);
        return nn.functional.relu(-parts[0].view(Layers - 1, -1)).norm(1).sum().Plus(nn.functional.relu(-parts[1]).norm());
    }

    private static Tensor Leaky(Tensor x) => maximum(x, x.mul(Slope));

    public void MakeConvex()
    {
        using var noGradient = no_grad();
        parameters.narrow(0, 0, sizes[0] + sizes[1]).clamp_min_(Zero);
    }

    /// <summary>One step of Adam. Ref: Kingma &amp; Ba 2015, arXiv 1412.6980; decays 0.5 and 0.9 as in CellOT.</summary>
    public void Descend(Tensor loss, double rate)
    {
        Tensor slope = autograd.grad([loss], [parameters])[0];
        using var noGradient = no_grad();
        steps++;
        using Scalar length = -rate / (1 - Math.Pow(FirstDecay, steps)), correction = 1 - Math.Pow(SecondDecay, steps);
        first.mul_(KeepFirst).add_(slope, NewFirst);
        second.mul_(KeepSecond).addcmul_(slope, slope, NewSecond);
        parameters.addcdiv_(first, second.div(correction).sqrt_().AddInPlace(Tiny), length);
    }

    public void Dispose()
    {
        parameters.Dispose();
        first.Dispose();
        second.Dispose();
    }
}
