using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Tests.Formats;

/// <summary>The scratch folders made since. Tests that make some stand in one collection, so that they do not see each other's.</summary>
internal sealed class ScratchWatch
{
    public const string Collection = "scratch folders";

    private readonly string[] before = All();

    public string[] Left() => [.. All().Except(before)];

    private static string[] All() => Directory.GetDirectories(Path.GetTempPath(), ScratchSpace.Prefix + "*");
}
