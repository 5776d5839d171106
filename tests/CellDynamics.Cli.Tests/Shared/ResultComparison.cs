using System.Text.Json.Nodes;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>Two AnnData files, every number and text of them.</summary>
internal static class ResultComparison
{
    /// <param name="expected">A file.</param>
    /// <param name="found">Another file.</param>
    /// <param name="tolerance">Relative to the larger of the number and 1.</param>
    /// <returns>Places that differ, and how.</returns>
    public static IReadOnlyList<string> Differences(string expected, string found, double tolerance)
    {
        using AnnotatedData a = H5adReader.Open(expected), b = H5adReader.Open(found);
        var differences = new List<string>();
        void Same(string place, object x, object y)
        {
            if (!x.Equals(y))
                differences.Add($"{place}: {x} and {y}");
        }
        void Close(string place, IReadOnlyList<double> x, IReadOnlyList<double> y)
        {
            Same($"{place} (length)", x.Count, y.Count);
            int at = Enumerable.Range(0, Math.Min(x.Count, y.Count)).FirstOrDefault(i => !IsClose(x[i], y[i], tolerance), -1);
            if (at >= 0)
                differences.Add($"{place}[{at}]: {x[at]} and {y[at]}");
        }
        void Tree(string place, UnsNode? x, UnsNode? y)
        {
            Same($"{place} (kind)", x?.GetType().Name ?? "none", y?.GetType().Name ?? "none");
            switch (x, y)
            {
                case (UnsGroup p, UnsGroup q):
                    Same($"{place} (names)", string.Join(' ', p.Children.Keys.Order()), string.Join(' ', q.Children.Keys.Order()));
                    foreach (string name in p.Children.Keys.Intersect(q.Children.Keys))
                        Tree($"{place}/{name}", p.Children[name], q.Children[name]);
                    break;
                case (UnsArray p, UnsArray q): Close(place, p.AsDoubles(), q.AsDoubles()); break;
                case (UnsNumber p, UnsNumber q): Close(place, [p.Value], [q.Value]); break;
                case (UnsSparse p, UnsSparse q): Close(place, p.Values, q.Values); Same($"{place} (indices)", string.Join(' ', p.Indices), string.Join(' ', q.Indices)); break;
                case (UnsText p, UnsText q): Same(place, WithoutClock(p.Value), WithoutClock(q.Value)); break;
                case (UnsTexts p, UnsTexts q): Same(place, string.Join('\n', p.Values), string.Join('\n', q.Values)); break;
                case (UnsFlag p, UnsFlag q): Same(place, p.Value, q.Value); break;
            }
        }
        Same("obs names", string.Join(' ', a.Obs.Index), string.Join(' ', b.Obs.Index));
        Same("var names", string.Join(' ', a.Var.Index), string.Join(' ', b.Var.Index));
        foreach (DataColumn column in a.Obs.Columns)
            Same($"obs/{column.Name}", string.Join(' ', column.Labels), string.Join(' ', b.RequireObs(column.Name).Labels));
        Same("obsm", string.Join(' ', a.ObsmKeys), string.Join(' ', b.ObsmKeys));
        foreach (string key in a.ObsmKeys)
            Close($"obsm/{key}", a.ReadObsm(key).Values, b.ReadObsm(key).Values);
        if (a.X is not null && b.X is not null)
            Close("X", [.. a.X.ReadRowBlocks().SelectMany(block => block.Values)], [.. b.X.ReadRowBlocks().SelectMany(block => block.Values)]);
        foreach (string key in a.UnsKeys.Union(b.UnsKeys))
            Tree($"uns/{key}", a.ReadUns(key), b.ReadUns(key));
        return differences;
    }

    // NaN stands for cells outside every population.
    private static bool IsClose(double x, double y, double tolerance) => x.Equals(y) || Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(x));

    /// <summary>The request in a result says when it was made.</summary>
    private static string WithoutClock(string text)
    {
        if (!text.StartsWith('{'))
            return text;
        JsonNode json = JsonNode.Parse(text)!;
        json["createdUtc"] = null;
        return json.ToJsonString();
    }
}
