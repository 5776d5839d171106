using System.Collections.Concurrent;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Contract;

/// <summary>A checkpoint in memory, and a run that is killed right after a given write.</summary>
/// <param name="killAfter">The write after which the run is cancelled; null: never.</param>
internal sealed class MemoryCheckpoint(int? killAfter = null) : ICheckpointStore, IDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> states = [];
    private readonly CancellationTokenSource kill = new();
    private int writes;

    public int Writes => writes;

    public ICollection<string> Names => states.Keys;

    public CancellationToken Killed => kill.Token;

    public byte[]? Read(string name) => states.GetValueOrDefault(name);

    public void Write(string name, ReadOnlySpan<byte> state)
    {
        states[name] = state.ToArray();
        if (Interlocked.Increment(ref writes) == killAfter)
            kill.Cancel();
    }

    public void Dispose() => kill.Dispose();
}
