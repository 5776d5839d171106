using CellDynamics.Methods.Contract;
using TorchSharp;

namespace CellDynamics.Methods.Integration;

/// <summary>How many cores libtorch uses on this thread, until it is disposed; what follows may want another number.</summary>
/// <remarks>libtorch keeps the number for every thread, and gives new threads the one that was set last.</remarks>
public readonly ref struct TorchThreads
{
    private readonly int before;

    private TorchThreads(int before) => this.before = before;

    /// <summary>One core where the work is too small to be shared, otherwise as many as before.</summary>
    public static TorchThreads UseOneIf(bool isSmall)
    {
        TorchRuntime.Load();
        int before = torch.get_num_threads();
        return isSmall ? UseOne(before) : new TorchThreads(before);
    }

    /// <param name="after">As many as are used after it is disposed: what a new thread would be told of now may be the one that another thread has just set.</param>
    public static TorchThreads UseOne(int after)
    {
        torch.set_num_threads(1);
        return new TorchThreads(after);
    }

    public void Dispose() => torch.set_num_threads(before);
}
