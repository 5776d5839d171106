using System.Diagnostics;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>Looks at the site every second: its memory, and who takes the processors.</summary>
internal sealed class LoadWatch(LoadSite site, LoadJournal journal, IReadOnlyList<int> browsers)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly List<Sample> samples = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public IReadOnlyList<Sample> Samples => samples;

    /// <summary>Looks until it is told to end.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            using var timer = new PeriodicTimer(Between);
            do
            {
                journal.IsTraining = ProcessTimes.CommandsOfChildren(site.ProcessId).Any(command => command.Contains(" execute ", StringComparison.Ordinal));
                samples.Add(Look());
                if (site.HasEnded)
                {
                    journal.Failed("site: ended", "The process of the site is gone.");
                    return;
                }
            }
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (OperationCanceledException)
        {
            samples.Add(Look());
        }
    }

    private Sample Look()
    {
        double tree = ProcessTimes.OfTree(site.ProcessId, out double own);
        ProcessTimes.OfTree(Environment.ProcessId, out double client);
        return new Sample(clock.Elapsed, journal.IsTraining, ProcessTimes.MemoryOf(site.ProcessId),
            own, tree - own, client, browsers.Sum(browser => ProcessTimes.OfTree(browser, out _)), ProcessTimes.OfMachine());
    }
}

/// <param name="At">Since the first.</param>
/// <param name="IsTraining">An analysis was being computed.</param>
/// <param name="Memory">Of the process of the site, bytes.</param>
/// <param name="Site">Processor time of the site so far, seconds; likewise the others.</param>
/// <param name="Children">Analyses and file checks.</param>
/// <param name="Client">This process: circuits, uploads, measuring.</param>
/// <param name="Browsers">With all their processes.</param>
/// <param name="Machine">Everything on the machine.</param>
internal sealed record Sample(TimeSpan At, bool IsTraining, long Memory, double Site, double Children, double Client, double Browsers, double Machine);
