using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>Between the data's coordinates and those of the flow: the mean of the training cells is taken off, and all dimensions are divided by one number, the mean of their standard deviations, as published (mfm 5.2).</summary>
/// <param name="Mean"><c>[dims]</c>.</param>
/// <param name="Scale">Data units per unit of the flow.</param>
internal sealed record FlowUnits(double[] Mean, double Scale)
{
    public static FlowUnits Of(IReadOnlyList<TreatmentPair> pairs)
    {
        DenseMatrix[] parts = [.. pairs.Select(pair => pair.Control.States).Concat(pairs.Select(pair => pair.Treated.States)).Distinct()];
        int dims = parts[0].Columns;
        double cells = parts.Sum(part => (double)part.Rows);
        double[] mean = new double[dims], squares = new double[dims];
        foreach (DenseMatrix part in parts)
        {
            for (int i = 0; i < part.Values.Length; i++)
                mean[i % dims] += part.Values[i] / cells;
        }
        foreach (DenseMatrix part in parts)
        {
            for (int i = 0; i < part.Values.Length; i++)
                squares[i % dims] += (part.Values[i] - mean[i % dims]) * (part.Values[i] - mean[i % dims]) / cells;
        }
        double scale = squares.Average(Math.Sqrt);
        return new FlowUnits(mean, scale > 0 ? scale : 1);
    }

    /// <summary>Row-major <c>[cells * dims]</c>.</summary>
    public float[] ToFlow(DenseMatrix states)
    {
        float[] values = new float[states.Values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((states.Values[i] - Mean[i % Mean.Length]) / Scale);
        return values;
    }

    /// <param name="values">Row-major <c>[cells * dims]</c>.</param>
    public DenseMatrix ToData(ReadOnlySpan<float> values)
    {
        var states = new DenseMatrix(values.Length / Mean.Length, Mean.Length);
        for (int i = 0; i < values.Length; i++)
            states.Values[i] = values[i] * Scale + Mean[i % Mean.Length];
        return states;
    }
}
