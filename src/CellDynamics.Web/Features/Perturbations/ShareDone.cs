namespace CellDynamics.Web.Features.Perturbations;

/// <summary>Passes a share on as it grows by a twentieth: whoever follows cells tells more often than a page can draw.</summary>
/// <param name="tell">Called from any thread with a share, 0 to 1.</param>
internal sealed class ShareDone(Action<double> tell) : IProgress<double>
{
    private const int Steps = 20;

    private int told;

    public void Report(double value)
    {
        int step = (int)(Steps * value), before = told;
        if (step > before && Interlocked.CompareExchange(ref told, step, before) == before)
            tell(value);
    }
}
