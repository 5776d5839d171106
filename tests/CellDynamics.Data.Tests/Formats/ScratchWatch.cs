using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Tests.Formats;

/// <summary>The scratch folders made since, and still there. Tests that look stand in one collection; others make and remove some beside them, so what is there is looked at for a while: what leaks stays.</summary>
internal sealed class ScratchWatch
{
    public const string Collection = "scratch folders";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string[] before = All();

    public string[] Left()
    {
        string[] made = [.. All().Except(before)];
        SpinWait.SpinUntil(() => !made.Any(Directory.Exists), Patience);
        return [.. made.Where(Directory.Exists)];
    }

    private static string[] All() => Directory.GetDirectories(Path.GetTempPath(), ScratchSpace.Prefix + "*");
}
