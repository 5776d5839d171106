using CellDynamics.Cli.Benchmarks.Reliability;
using CellDynamics.Cli.Tests.Reliability;

[assembly: AssemblyFixture(typeof(RehearsalFixture))]

namespace CellDynamics.Cli.Tests.Reliability;

/// <summary>PostgreSQL, a site and four workers, as processes, started when the first test asks for them. Leases are short, so that nobody waits for long.</summary>
public sealed class RehearsalFixture : IAsyncDisposable
{
    internal const int LeaseSeconds = 6;

    private readonly SemaphoreSlim gate = new(1);
    private PrivatePostgres? postgres;
    private Rehearsal? rehearsal;

    /// <summary>Skips where PostgreSQL is not installed.</summary>
    internal async Task<PrivatePostgres> PostgresAsync()
    {
        if (PrivatePostgres.Missing() is { } reason)
            Assert.Skip(reason);
        await gate.WaitAsync();
        try
        {
            return postgres ??= await PrivatePostgres.StartAsync(Rehearsal.Network);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The one instance that the faults befall one after the other; each leaves it whole.</summary>
    internal async Task<Rehearsal> StartedAsync()
    {
        rehearsal ??= await Rehearsal.StartAsync(await PostgresAsync(), LeaseSeconds, workers: 4);
        await rehearsal.SeesWorkersAsync(4);
        return rehearsal;
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (rehearsal is not null)
            await rehearsal.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }
}
