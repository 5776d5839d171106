using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>One share of a test whose parts run side by side. It never falls, and its words name the part that began last of those that run.</summary>
/// <param name="heard">Told in turn, never by two parts at once.</param>
/// <param name="parts">How many there are; they count alike.</param>
internal sealed class PartsProgress(IProgress<RunProgress>? heard, int parts)
{
    private readonly Lock gate = new();
    private readonly List<Part> running = [];
    private int done;
    private double told;

    /// <param name="words">What the part does.</param>
    /// <returns>Hears how far the part is; disposed of when it ends.</returns>
    public Part Begin(string words)
    {
        var part = new Part(this, words);
        lock (gate)
        {
            running.Add(part);
            Tell();
        }
        return part;
    }

    private void Tell()
    {
        if (running.Count == 0)
            return;
        told = Math.Max(told, (done + running.Sum(part => part.Share)) / parts);
        heard?.Report(new RunProgress(RunStage.Testing, told, running[^1].Words));
    }

    /// <summary>Only the share moves while a refit runs; its loss curve would be mistaken for that of the analysis.</summary>
    internal sealed class Part(PartsProgress whole, string words) : IProgress<RunProgress>, IDisposable
    {
        public string Words => words;

        public double Share { get; private set; }

        public void Report(RunProgress value)
        {
            lock (whole.gate)
            {
                Share = Math.Clamp(value.Fraction, 0, 1);
                whole.Tell();
            }
        }

        public void Dispose()
        {
            lock (whole.gate)
            {
                whole.running.Remove(this);
                whole.done++;
                whole.Tell();
            }
        }
    }
}
