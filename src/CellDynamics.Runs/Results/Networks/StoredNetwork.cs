using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>The found network as groups of columns. Genes, types and pairs are named by their place in the lists beside them.</summary>
internal static class StoredNetwork
{
    public static UnsGroup Write(NetworkFindings network)
    {
        int types = network.TypeNames.Length, times = network.Times.Length, genes = network.Genes.Length;
        return ResultWriter.Group(
            (ResultKeys.Genes, new UnsTexts(network.Genes)),
            (ResultKeys.Reasons, new UnsTexts(network.Reasons)),
            (ResultKeys.CellTypes, new UnsTexts(network.TypeNames)),
            (ResultKeys.Sizes, UnsArray.Of(network.TypeSizes)),
            (ResultKeys.Times, UnsArray.Of(network.Times)),
            (ResultKeys.Members, new UnsNumber(network.Members)),
            (ResultKeys.IsSpatial, new UnsFlag(network.IsSpatial)),
            (ResultKeys.Levels, new UnsArray([types, times, genes], network.Levels)),
            (ResultKeys.Activity, new UnsArray([types, times, genes], network.Activity)),
            (ResultKeys.Pairs, ResultWriter.Group(
                (ResultKeys.Ligand, new UnsTexts([.. network.Pairs.Select(pair => pair.Ligand)])),
                (ResultKeys.Receptor, new UnsTexts([.. network.Pairs.Select(pair => pair.Receptor)])))),
            (ResultKeys.Edges, Links(network.Edges, times, edge => edge.Strength, edge => edge.OverTime,
                (ResultKeys.CellType, edge => edge.Type), (ResultKeys.Regulator, edge => edge.Regulator), (ResultKeys.Target, edge => edge.Target))
                .And(Spread(network.Edges, edge => (edge.Low, edge.High, edge.Agreement)))),
            (ResultKeys.Effects, Links(network.Effects, times, effect => effect.Strength, effect => effect.OverTime,
                (ResultKeys.Pair, effect => effect.Pair), (ResultKeys.Receiver, effect => effect.Receiver), (ResultKeys.Target, effect => effect.Target))
                .And(Spread(network.Effects, effect => (effect.Low, effect.High, effect.Agreement)))),
            (ResultKeys.Flows, Links(network.Flows, times, flow => flow.Strength, flow => flow.OverTime,
                (ResultKeys.Pair, flow => flow.Pair), (ResultKeys.Sender, flow => flow.Sender), (ResultKeys.Receiver, flow => flow.Receiver)).And([])),
            (ResultKeys.Scores, Scores(network.Scores)),
            (ResultKeys.Verdict, ResultWriter.Verdict(network.Verdict)),
            (ResultKeys.Origin, new UnsText(network.Origin)),
            (ResultKeys.Notes, new UnsTexts([.. network.Notes])));
    }

    public static NetworkFindings Read(ResultSection section) => new()
    {
        Genes = section.Texts(ResultKeys.Genes),
        Reasons = section.Texts(ResultKeys.Reasons),
        TypeNames = section.Texts(ResultKeys.CellTypes),
        TypeSizes = section.Array(ResultKeys.Sizes).AsInts(),
        Times = section.Doubles(ResultKeys.Times),
        Members = section.Integer(ResultKeys.Members),
        IsSpatial = section.Flag(ResultKeys.IsSpatial),
        Levels = section.Array(ResultKeys.Levels).AsFloats(),
        Activity = section.Array(ResultKeys.Activity).AsFloats(),
        Pairs = [.. section.Below(ResultKeys.Pairs).Texts(ResultKeys.Ligand).Zip(section.Below(ResultKeys.Pairs).Texts(ResultKeys.Receptor), (ligand, receptor) => new SignalPair(ligand, receptor))],
        Edges = new LinkColumns(section.Below(ResultKeys.Edges)).Read(ResultKeys.CellType, ResultKeys.Regulator, ResultKeys.Target,
            (type, regulator, target, link) => new NetworkEdge(type, regulator, target, link.Strength, link.Low, link.High, link.Agreement, link.OverTime)),
        Effects = new LinkColumns(section.Below(ResultKeys.Effects)).Read(ResultKeys.Pair, ResultKeys.Receiver, ResultKeys.Target,
            (pair, receiver, target, link) => new SignalEffect(pair, receiver, target, link.Strength, link.Low, link.High, link.Agreement, link.OverTime)),
        Flows = new LinkColumns(section.Below(ResultKeys.Flows)).Read(ResultKeys.Pair, ResultKeys.Sender, ResultKeys.Receiver,
            (pair, sender, receiver, link) => new SignalFlow(pair, sender, receiver, link.Strength, link.OverTime)),
        Scores = Scores(section.Below(ResultKeys.Scores)),
        Verdict = ResultReader.Verdict(section.Below(ResultKeys.Verdict)),
        Origin = section.Text(ResultKeys.Origin),
        Notes = section.Texts(ResultKeys.Notes),
    };

    private static Dictionary<string, UnsNode> Links<T>(IReadOnlyList<T> links, int times, Func<T, float> strength, Func<T, float[]> course, params ReadOnlySpan<(string Name, Func<T, int> Place)> ends)
    {
        var columns = new Dictionary<string, UnsNode>
        {
            [ResultKeys.Strength] = UnsArray.Of([.. links.Select(strength)]),
            [ResultKeys.OverTime] = new UnsArray([links.Count, times], links.SelectMany(course).ToArray()),
        };
        foreach ((string name, Func<T, int> place) in ends)
            columns[name] = UnsArray.Of([.. links.Select(place)]);
        return columns;
    }

    private static (string Name, float[] Values)[] Spread<T>(IReadOnlyList<T> links, Func<T, (float Low, float High, float Agreement)> of) =>
    [
        (ResultKeys.Low, [.. links.Select(link => of(link).Low)]), (ResultKeys.High, [.. links.Select(link => of(link).High)]), (ResultKeys.Agreement, [.. links.Select(link => of(link).Agreement)]),
    ];

    private static UnsGroup And(this Dictionary<string, UnsNode> columns, (string Name, float[] Values)[] more)
    {
        foreach ((string name, float[] values) in more)
            columns[name] = UnsArray.Of(values);
        return new UnsGroup(columns);
    }

    private static UnsGroup Scores(IReadOnlyList<DynamicsScore> scores) => ResultWriter.Group(
        (ResultKeys.Predictor, new UnsTexts([.. scores.Select(score => score.Predictor)])),
        (ResultKeys.Names, new UnsTexts([.. scores.Select(score => score.Name)])),
        (ResultKeys.Seed, UnsArray.Of([.. scores.Select(score => score.Seed)])),
        (ResultKeys.Gain, UnsArray.Of([.. scores.Select(score => score.Gain)])),
        (ResultKeys.PathError, UnsArray.Of([.. scores.Select(score => score.PathError)])));

    private static DynamicsScore[] Scores(ResultSection section)
    {
        string[] predictors = section.Texts(ResultKeys.Predictor), names = section.Texts(ResultKeys.Names);
        int[] seeds = section.Array(ResultKeys.Seed).AsInts();
        double[] gains = section.Doubles(ResultKeys.Gain), errors = section.Doubles(ResultKeys.PathError);
        return [.. predictors.Select((predictor, i) => new DynamicsScore(predictor, names[i], seeds[i], gains[i], errors[i]))];
    }
}
