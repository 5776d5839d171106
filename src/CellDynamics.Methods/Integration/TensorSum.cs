using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Integration;

/// <summary>Sums, squares and rectifiers of tensors that cannot be cut short by the garbage collector.</summary>
internal static class TensorSum
{
    private static readonly Scalar One = 1;

    /// <summary>one + other. The operator of TorchSharp 0.107 hands a temporary scalar 1 to the library, and the collector may free it while the library reads it (pull request 1434 there): seen in training as "Expected false to be true … toFloat".</summary>
    public static Tensor Plus(this Tensor one, Tensor other) => one.add(other, One);

    /// <summary>one + number in place; the method of TorchSharp makes the same temporary.</summary>
    public static Tensor AddInPlace(this Tensor one, double number)
    {
        using Tensor other = tensor(number, one.dtype);
        return one.add_(other, One);
    }

    /// <summary>Every element times itself: TorchSharp's square is a power with a temporary scalar.</summary>
    public static Tensor Squared(this Tensor one) => one.mul(one);

    /// <summary>log(1 + eˣ): TorchSharp's softplus makes temporary scalars of its steepness and threshold.</summary>
    public static Tensor Softplus(this Tensor one) => one.neg().log_sigmoid().neg();

    /// <summary>x where positive, slope · x elsewhere; TorchSharp's makes a temporary of the slope.</summary>
    public static Tensor LeakyRelu(this Tensor one, Scalar slope) => one.relu().sub(one.neg().relu().mul(slope));
}
