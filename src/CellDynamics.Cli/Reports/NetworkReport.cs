using System.Globalization;
using System.Text.Json;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Cli.Reports;

/// <summary>What a finished network analysis found, for a terminal and as JSON.</summary>
internal static class NetworkReport
{
    private const int Shown = 12;

    public static string ToJson(RunFolder folder, NetworkResult found) => JsonSerializer.Serialize(new
    {
        Folder = folder.Root,
        folder.Result,
        found.Request.Method,
        found.Request.Seed,
        found.Request.Parameters,
        found.Outcome,
        found.Metrics,
        found.Explanation,
        found.Warnings,
        found.Network,
    }, RunReport.Json);

    public static string ToWords(RunFolder folder, NetworkResult found)
    {
        NetworkFindings network = found.Network;
        List<string> lines = [$"{found.Outcome.Message} {found.Outcome.Advice}".TrimEnd(), network.Origin, found.Explanation];
        lines.AddRange(["", network.Verdict.Headline, network.Verdict.Detail, .. Scores(network)]);
        lines.AddRange(["", $"Strongest edges, mean of {network.Members} fits", .. network.Edges.Where(edge => !network.IsFew(edge.Type)).Take(Shown).Select(edge => Line(
            $"{network.Genes[edge.Regulator]} {Verb(edge.Strength)} {network.Genes[edge.Target]}", network.TypeNames[edge.Type], edge.Strength, edge.Low, edge.High, edge.Agreement))]);
        if (network.Effects.Count > 0)
        {
            lines.AddRange(["", network.IsSpatial ? "Strongest signals, heard from neighbours" : "Strongest signals, well mixed: positions were not given", .. network.Effects.Where(effect => !network.IsFew(effect.Receiver)).Take(Shown).Select(effect => Line(
                $"{network.Pairs[effect.Pair]} {Verb(effect.Strength)} {network.Genes[effect.Target]}", network.TypeNames[effect.Receiver], effect.Strength, effect.Low, effect.High, effect.Agreement))]);
        }
        lines.AddRange(["", .. network.FewNote is { } few ? new[] { few } : [], .. network.Notes, .. found.Warnings.Select(warning => $"Note: {warning}"), "Edges are hypotheses: what goes together along paths need not be a cause.", folder.Result]);
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Scores(NetworkFindings network) => network.Scores.Count == 0 ? [] : network.Scores.GroupBy(score => score.Name)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key,-28} {group.Average(score => score.Gain),8:0.000} {Error(group.Average(score => score.PathError)),12}"))
        .Prepend($"{"left-out cells",-28} {"gain",8} {"path error",12}   one step ahead (1 at best); whole paths, in variances");

    /// <summary>A guess without bounds may run off: its error is a power of ten.</summary>
    private static string Error(double error) => error.ToString(error < 1e6 ? "0.000" : "0.0e+0", CultureInfo.InvariantCulture);

    private static string Line(string what, string type, double strength, double low, double high, double agreement) => string.Create(CultureInfo.InvariantCulture,
        $"{what,-44} {type,-18} {strength,9:+0.###;-0.###;0} {TreatmentReport.Interval(low, high),20}   {(agreement < 1 ? string.Create(CultureInfo.InvariantCulture, $"in {agreement:P0} of the fits") : "in all fits")}");

    private static string Verb(double strength) => strength >= 0 ? "activates" : "represses";
}
