using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Predicted cells of all responses, one below the other, and the table that says whose they are.</summary>
internal static class StoredResponses
{
    /// <summary>Cells of one response that are kept: more draw the same picture.</summary>
    public const int MostCells = 2000;

    /// <summary>Of all responses together; below this many per response none is cut further.</summary>
    private const int MostOfAll = 400_000, LeastCells = 100;

    /// <summary>Evenly spread over the control cells, so that the same input keeps the same cells.</summary>
    public static IReadOnlyList<PredictedResponse> Bounded(IReadOnlyList<PredictedResponse> responses)
    {
        int most = Math.Clamp(MostOfAll / Math.Max(1, responses.Count), LeastCells, MostCells);
        return [.. responses.Select(response => response.Cells.Length <= most ? response : Select(response, [.. Enumerable.Range(0, most).Select(i => (int)((long)i * response.Cells.Length / most))]))];
    }

    public static UnsGroup Write(IReadOnlyList<PredictedResponse> responses, int dims)
    {
        UnsGroup table = new ResultColumns<PredictedResponse>(responses)
            .Texts(ResultKeys.Donor, row => row.Donor).Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose).Flags(ResultKeys.HeldOut, row => row.IsHeldOut)
            .Numbers(ResultKeys.Distance, row => row.Range.Distance).Numbers(ResultKeys.Limit, row => row.Range.Limit).Texts(ResultKeys.Nearest, row => row.Range.Nearest).Group();
        int[] cells = [.. responses.SelectMany(response => response.Cells)];
        return new UnsGroup(new Dictionary<string, UnsNode>(table.Children)
        {
            [ResultKeys.Response] = UnsArray.Of([.. responses.SelectMany((response, i) => Enumerable.Repeat(i, response.Cells.Length))]),
            [ResultKeys.Cells] = UnsArray.Of(cells),
            [ResultKeys.States] = new UnsArray([cells.Length, dims], responses.SelectMany(response => response.States.Values).Select(x => (float)x).ToArray()),
        });
    }

    /// <summary>Where the predicted cells are drawn, <c>[predicted, 2]</c>.</summary>
    public static UnsArray Places(ICellView view, IReadOnlyList<PredictedResponse> responses, CancellationToken cancellationToken)
    {
        float[] places = [.. responses.SelectMany(response => view.Place(response.States, cancellationToken).Values).Select(x => (float)x)];
        return new UnsArray([places.Length / 2, 2], places);
    }

    public static StoredResponse[] Read(ResultSection section, IReadOnlyDictionary<string, float[]> places)
    {
        var rows = new ResultRows(section);
        int[] of = section.Array(ResultKeys.Response).AsInts(), cells = section.Array(ResultKeys.Cells).AsInts();
        UnsArray states = section.Array(ResultKeys.States);
        (float[] values, int dims) = (states.AsFloats(), states.Shape[1]);
        int[] sizes = new int[rows.Count(ResultKeys.Treatment)];
        foreach (int response in of)
            sizes[response]++;
        int first = 0;
        return rows.Read(ResultKeys.Treatment, i =>
        {
            Range part = first..(first + sizes[i]), pairs = (2 * first)..(2 * (first + sizes[i])), wide = (dims * first)..(dims * (first + sizes[i]));
            first += sizes[i];
            var range = new RangeCheck(rows.Number(ResultKeys.Distance, i), rows.Number(ResultKeys.Limit, i), rows.Text(ResultKeys.Nearest, i));
            return new StoredResponse(rows.Text(ResultKeys.Donor, i), rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Flag(ResultKeys.HeldOut, i),
                cells[part], values[wide], places.ToDictionary(view => view.Key, view => view.Value[pairs]), range);
        });
    }

    private static PredictedResponse Select(PredictedResponse response, int[] rows) => response with
    {
        Cells = [.. rows.Select(row => response.Cells[row])],
        States = response.States.SelectRows(rows),
    };
}
