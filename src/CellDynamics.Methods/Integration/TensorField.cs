using TorchSharp;

namespace CellDynamics.Methods.Integration;

/// <summary>A velocity at a time for a batch of states, <c>[cells, dims]</c> → <c>[cells, dims]</c>.</summary>
public delegate torch.Tensor TensorField(double time, torch.Tensor states);

/// <summary>Follows dx/dt = v(t, x) for tensors.</summary>
public interface ITensorSolver
{
    /// <summary>States at <paramref name="end"/>, <c>[cells, dims]</c>; the caller owns them. Call inside <see cref="torch.no_grad"/> unless gradients are wanted.</summary>
    torch.Tensor Solve(TensorField field, torch.Tensor states, double start, double end, CancellationToken cancellation);
}
