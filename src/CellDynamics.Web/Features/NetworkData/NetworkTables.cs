using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>The numbers behind the figures as CSV.</summary>
internal static class NetworkTables
{
    /// <summary>Name of the download and what it holds.</summary>
    public static readonly IReadOnlyList<(string Name, string Label, Func<NetworkResult, string> Table)> All =
    [
        ("edges", "Links", Edges), ("effects", "Signals on genes", Effects), ("flows", "Signals between cell types", Flows), ("levels", "Levels and activity", Levels), ("scores", "Left-out scores", Scores),
    ];

    public static string Perturbation(NetworkResult result, PerturbationAnswer answer)
    {
        NetworkFindings network = result.Network;
        var csv = new CsvText();
        csv.Row("perturbation", "cell_type", Time(result), "gene", "unperturbed", "change", "low", "high");
        if (answer.Effect is not { } effect)
            return csv.ToString();
        for (int type = 0; type < network.TypeNames.Length; type++)
            for (int t = 0; t < effect.Times.Length; t++)
                for (int gene = 0; gene < network.Genes.Length; gene++)
                    csv.Row(answer.Question.Words, network.TypeNames[type], effect.Times[t], network.Genes[gene], effect.Unperturbed[type][t, gene], effect.Change[type][t, gene], effect.Low[type][t, gene], effect.High[type][t, gene]);
        return csv.ToString();
    }

    private static string Edges(NetworkResult result) => Table(
        ["cell_type", "regulator", "target", "strength", "lowest", "highest", "agreement", .. Times(result)], result.Network.Edges,
        edge => [result.Network.TypeNames[edge.Type], result.Network.Genes[edge.Regulator], result.Network.Genes[edge.Target], edge.Strength, edge.Low, edge.High, edge.Agreement, .. Course(edge.OverTime)]);

    private static string Effects(NetworkResult result) => Table(
        ["ligand", "receptor", "receiving_cell_type", "target", "strength", "lowest", "highest", "agreement", .. Times(result)], result.Network.Effects,
        effect => [result.Network.Pairs[effect.Pair].Ligand, result.Network.Pairs[effect.Pair].Receptor, result.Network.TypeNames[effect.Receiver], result.Network.Genes[effect.Target],
            effect.Strength, effect.Low, effect.High, effect.Agreement, .. Course(effect.OverTime)]);

    private static string Flows(NetworkResult result) => Table(
        ["ligand", "receptor", "sending_cell_type", "receiving_cell_type", "strength", .. Times(result)], result.Network.Flows,
        flow => [result.Network.Pairs[flow.Pair].Ligand, result.Network.Pairs[flow.Pair].Receptor, result.Network.TypeNames[flow.Sender], result.Network.TypeNames[flow.Receiver], flow.Strength, .. Course(flow.OverTime)]);

    private static string Levels(NetworkResult result)
    {
        NetworkFindings network = result.Network;
        var csv = new CsvText();
        csv.Row("cell_type", Time(result), "gene", "level", "activity");
        int place = 0;
        foreach (string type in network.TypeNames)
            foreach (double time in network.Times)
                foreach (string gene in network.Genes)
                    csv.Row(type, time, gene, network.Levels[place], network.Activity[place++]);
        return csv.ToString();
    }

    private static string Scores(NetworkResult result) => Table(
        ["predictor", "name", "seed", "one_step_gain_over_no_change", "path_error"], result.Network.Scores, score => [score.Predictor, score.Name, score.Seed, score.Gain, score.PathError]);

    private static string Time(NetworkResult result) => result.TimeUnit.Length == 0 ? "time" : $"time_{result.TimeUnit}";

    private static IEnumerable<object?> Times(NetworkResult result) => result.Network.Times.Select(time => (object?)FormattableString.Invariant($"strength_at_{time}"));

    private static IEnumerable<object?> Course(float[] values) => values.Select(value => (object?)value);

    private static string Table<T>(ReadOnlySpan<object?> head, IEnumerable<T> rows, Func<T, object?[]> cells)
    {
        var csv = new CsvText();
        csv.Row(head);
        foreach (T row in rows)
            csv.Row(cells(row));
        return csv.ToString();
    }
}
