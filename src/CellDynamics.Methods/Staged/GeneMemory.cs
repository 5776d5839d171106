using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Staged;

/// <summary>What acts of a gene where there is a delay: its protein y, which follows the level x of its message as dy/dt = (x − y)/τ, and at first stands where the message does.</summary>
/// <remarks>
/// A delay of mean τ, spread exponentially; Ref: MacDonald 1978, Time Lags in Biological Models, chapter 2 (linear chain trick). Between two states the message is taken as a straight line, over which the solution is exact; the same
/// rule serves measured paths, learning and following, so that what was learned is what is followed. Without a delay y is x.
/// </remarks>
internal static class GeneMemory
{
    /// <summary>Shares of what acted before, of the state before and of the state after, in what acts after.</summary>
    /// <param name="passed">Time between the states.</param>
    /// <param name="delay">τ, in the same unit; 0: none.</param>
    public static (double Kept, double Before, double After) Shares(double passed, double delay)
    {
        if (delay == 0)
            return (0, 0, 1);
        double lengths = passed / delay, kept = Math.Exp(-lengths), after = 1 - (1 - kept) / lengths;
        return (kept, 1 - kept - after, after);
    }

    /// <summary>What acts after a while, <c>[cells, genes]</c>.</summary>
    /// <param name="memory">What acted before.</param>
    /// <param name="before">State then.</param>
    /// <param name="after">State now.</param>
    /// <param name="passed">Time between them.</param>
    /// <param name="delay">τ.</param>
    public static DenseMatrix After(DenseMatrix memory, DenseMatrix before, DenseMatrix after, double passed, double delay)
    {
        if (delay == 0)
            return after;
        (double kept, double first, double last) = Shares(passed, delay);
        var next = new DenseMatrix(after.Rows, after.Columns);
        for (int i = 0; i < next.Values.Length; i++)
            next.Values[i] = kept * memory.Values[i] + first * before.Values[i] + last * after.Values[i];
        return next;
    }

    /// <summary>What acts at every time of a path, <c>[times][cells, genes]</c>.</summary>
    public static DenseMatrix[] Along(IReadOnlyList<double> times, IReadOnlyList<DenseMatrix> states, double delay)
    {
        var memory = new DenseMatrix[states.Count];
        memory[0] = states[0];
        for (int t = 1; t < memory.Length; t++)
            memory[t] = After(memory[t - 1], states[t - 1], states[t], times[t] - times[t - 1], delay);
        return memory;
    }
}
