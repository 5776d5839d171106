namespace CellDynamics.Methods.Contract;

/// <summary>The steps a person sees on the run page, in this order.</summary>
public enum RunStage { Waiting, Reading, Preparing, Fitting, Testing, Saving }

/// <param name="Stage">The step it is in.</param>
/// <param name="Fraction">Of this step, 0 to 1.</param>
/// <param name="Message">In a biologist's words.</param>
/// <param name="Point">A number to plot, such as the loss.</param>
public sealed record RunProgress(RunStage Stage, double Fraction, string Message, HistoryPoint? Point = null);
