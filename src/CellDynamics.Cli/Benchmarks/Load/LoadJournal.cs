using System.Diagnostics;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>Who waited: a person before a browser for what is painted, a circuit for its batch, a script for its numbers.</summary>
internal enum Waiter { Browser, Circuit, Data }

/// <summary>What was measured and what went wrong, by all at once.</summary>
internal sealed class LoadJournal
{
    private readonly Lock gate = new();
    private readonly List<Latency> latencies = [];
    private readonly Dictionary<string, Trouble> troubles = [];
    private readonly Stopwatch clock = new();

    /// <summary>Nothing counts before; errors always do. Set once, it starts the clock by which all is dated.</summary>
    public bool IsMeasuring
    {
        get;
        set
        {
            field = value;
            if (value)
                clock.Start();
        }
    }

    /// <summary>An analysis is being computed now.</summary>
    public bool IsTraining { get; set; }

    public IReadOnlyList<Latency> Latencies
    {
        get { lock (gate) return [.. latencies]; }
    }

    public IReadOnlyList<Trouble> Troubles
    {
        get { lock (gate) return [.. troubles.Values.OrderByDescending(trouble => trouble.Count)]; }
    }

    public void Took(Waiter who, string what, TimeSpan time)
    {
        if (!IsMeasuring)
            return;
        lock (gate)
            latencies.Add(new Latency(who, what, time.TotalMilliseconds, IsTraining, clock.Elapsed));
    }

    public void TookSince(long start, Waiter who, string what, long end = 0) => Took(who, what, Stopwatch.GetElapsedTime(start, end == 0 ? Stopwatch.GetTimestamp() : end));

    /// <param name="kind">Such as "circuit".</param>
    /// <param name="what">What happened, for a person who wonders; the first of a kind is kept.</param>
    public void Failed(string kind, string what)
    {
        lock (gate)
            troubles[kind] = troubles.TryGetValue(kind, out Trouble? known) ? known with { Count = known.Count + 1 } : new Trouble(kind, 1, what, clock.Elapsed);
    }
}

/// <param name="Who">Waited.</param>
/// <param name="What">For what.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="IsTraining">An analysis was being computed meanwhile.</param>
/// <param name="End">When it was over, since measuring began.</param>
internal sealed record Latency(Waiter Who, string What, double Milliseconds, bool IsTraining, TimeSpan End)
{
    public TimeSpan Begin => End - TimeSpan.FromMilliseconds(Milliseconds);
}

/// <param name="Kind">Such as "circuit".</param>
/// <param name="Count">How often.</param>
/// <param name="First">What happened the first time.</param>
/// <param name="When">That was, since measuring began; zero before.</param>
internal sealed record Trouble(string Kind, int Count, string First, TimeSpan When);
