using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>Who is left out together: every donor exactly once.</summary>
internal static class DonorFolds
{
    /// <summary>Up to so many donors each is left out on its own; more are shared out into so many groups, or a test would take as many fits as there are donors.</summary>
    public const int MostFolds = 8;

    /// <param name="donors">All of them.</param>
    /// <param name="heldOut">Donors that a person kept out of the analysis: one fold without all of them. Empty: all donors are left out in turn.</param>
    /// <param name="seed">Of the shuffle before donors are shared out.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<string> donors, IReadOnlyList<string> heldOut, int seed)
    {
        if (heldOut.Count > 0)
            return [heldOut];
        if (donors.Count <= MostFolds)
            return [.. donors.Select(donor => new[] { donor })];
        int[] order = new RandomStream(seed, donors.Count).Choose(donors.Count, donors.Count);
        return [.. Enumerable.Range(0, MostFolds).Select(fold => order.Where((_, place) => place % MostFolds == fold).Order().Select(i => donors[i]).ToArray())];
    }
}
