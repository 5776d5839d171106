using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Runs.Predictions;

/// <summary>Cells of a new sample under one treatment: as they are, and as they are predicted to become.</summary>
/// <param name="Donors">In the order of <paramref name="DonorOfCell"/>.</param>
/// <param name="DonorOfCell">Place of the donor of each cell, <c>[cells]</c>.</param>
/// <param name="Control">In the representation of the run, <c>[cells, dims]</c>.</param>
/// <param name="Predicted">Its treated counterpart, row by row, <c>[cells, dims]</c>.</param>
/// <param name="SourceCells">Row in the dataset of each control cell, <c>[cells]</c>.</param>
/// <param name="Warnings">What limits the prediction.</param>
public sealed record PredictedSample(
    IReadOnlyList<SampleDonor> Donors, float[] DonorOfCell, DenseMatrix Control, DenseMatrix Predicted, int[] SourceCells, IReadOnlyList<string> Warnings);

/// <param name="Name">Empty in a sample without donors.</param>
/// <param name="Cells">Control cells it was predicted from.</param>
/// <param name="Range">How far it lies from the donors of the training.</param>
public sealed record SampleDonor(string Name, int Cells, RangeCheck Range);

/// <summary>Predicted size of a treatment's response in the sample.</summary>
/// <param name="Size">Energy distance of predicted from control cells, mean over donors.</param>
/// <param name="Low">2.5 % point of a bootstrap of the cells.</param>
/// <param name="High">97.5 % point.</param>
public sealed record SampleRank(string Treatment, double Size, double Low, double High);
