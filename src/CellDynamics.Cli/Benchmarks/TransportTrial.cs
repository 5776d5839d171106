namespace CellDynamics.Cli.Benchmarks;

/// <summary>What is solved, named by the method that the peer uses; both entropic ones ask the same of us.</summary>
internal enum TransportSolver { Exact, SinkhornLog, SinkhornKernel }

/// <summary>One timed solve, of either side.</summary>
/// <param name="Seconds">From the cost matrix in memory to the dense plan.</param>
/// <param name="Cost">⟨P, C⟩.</param>
/// <param name="MarginalError">‖(P1 − a, Pᵀ1 − b)‖₂ of the dense plan.</param>
/// <param name="Iterations">Sinkhorn: row and column updates; exact: basis exchanges, negative where they are not reported.</param>
internal sealed record TransportTrial(double Seconds, double Cost, double MarginalError, long Iterations);
