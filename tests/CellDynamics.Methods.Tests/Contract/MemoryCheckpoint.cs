using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Contract;

/// <summary>A checkpoint in memory, and a run that is killed right after a given write.</summary>
/// <param name="killAfter">The write after which the run is cancelled; null: never.</param>
internal sealed class MemoryCheckpoint(int? killAfter = null) : ICheckpointStore, IDisposable
{
    private readonly Dictionary<string, byte[]> states = [];
    private readonly CancellationTokenSource kill = new();

    public int Writes { get; private set; }

    public CancellationToken Killed => kill.Token;

    public byte[]? Read(string name) => states.GetValueOrDefault(name);

    public void Write(string name, ReadOnlySpan<byte> state)
    {
        states[name] = state.ToArray();
        if (++Writes == killAfter)
            kill.Cancel();
    }

    public void Dispose() => kill.Dispose();
}
