namespace CellDynamics.Methods.Responses;

/// <summary>What was measured of the response, without any model: sizes, composition, markers, heterogeneity, ranks, similarity. The donor is the unit of every test.</summary>
/// <param name="HasReplicates">At least two donors: without them nothing is tested between donors.</param>
/// <param name="Notes">What limits the numbers, such as "no replicate: descriptive only".</param>
public sealed record ResponseStatistics(
    IReadOnlyList<ResponseSize> Sizes, IReadOnlyList<CompositionShift> Composition, IReadOnlyList<MarkerShift> Markers, IReadOnlyList<ResponderShare> Responders,
    IReadOnlyList<TreatmentRank> Ranking, IReadOnlyList<DonorSimilarity> Similarity, bool HasReplicates, IReadOnlyList<string> Notes)
{
    /// <summary>In place of a cell type: all cells of the donor.</summary>
    public const string AllCells = "";
}

/// <summary>Distance of treated from control cells of one donor and cell type, with p-values by permutation of the cells' labels.</summary>
/// <param name="CellType"><see cref="ResponseStatistics.AllCells"/> for all.</param>
/// <param name="Energy">Energy distance, representation units, over pairs of different cells: it does not grow as cells get fewer, and lies around zero, also below, where nothing changed.</param>
/// <param name="EnergyP">Share of permutations at least as far apart, (1 + b) / (1 + m).</param>
/// <param name="Mmd">Squared maximum mean discrepancy, likewise.</param>
public sealed record ResponseSize(
    string Treatment, double? Dose, string CellType, string Donor, int ControlCells, int TreatedCells, double Energy, double EnergyP, double Mmd, double MmdP);

/// <summary>Change of the share of one cell type, tested over donors.</summary>
/// <param name="Shares">Share among control and among treated cells, of every donor.</param>
/// <param name="Change">Mean over donors of the log ratio of the shares, treated to control.</param>
/// <param name="P">Two-sided: all sign flips of the donors up to twelve, t with more; NaN without replicates.</param>
/// <param name="AdjustedP">After Benjamini and Hochberg 1995, over the cell types of the treatment.</param>
public sealed record CompositionShift(string Treatment, double? Dose, string CellType, IReadOnlyList<DonorShares> Shares, double Change, double P, double AdjustedP);

public sealed record DonorShares(string Donor, double Control, double Treated);

/// <summary>Change of the mean of one gene or marker (pseudobulk), tested over donors.</summary>
/// <param name="Changes">Mean of treated minus mean of control cells of every donor, on the scale genes are shown on.</param>
/// <param name="Change">Mean over donors.</param>
/// <param name="Low">95 % interval over donors; NaN without replicates.</param>
/// <param name="IsSameInAll">There are at least two donors, and every one changes in the same direction.</param>
public sealed record MarkerShift(
    string Treatment, double? Dose, string CellType, string Marker, IReadOnlyList<DonorChange> Changes, double Change, double Low, double High, double P, double AdjustedP, bool IsSameInAll);

public sealed record DonorChange(string Donor, double Change);

/// <summary>How many treated cells of a donor respond fully, partly or not, by their place on the axis of the response.</summary>
/// <param name="PartialFrom">Score from which a cell responds partly: 95 % of the control cells lie below.</param>
/// <param name="ResponderFrom">Score from which a cell responds: 99 % of the control cells lie below.</param>
/// <param name="Edges">Of the bins of the histogram, <c>[bins + 1]</c>.</param>
/// <param name="Control">Share of control cells per bin, <c>[bins]</c>.</param>
/// <param name="Treated">Share of treated cells per bin, <c>[bins]</c>.</param>
public sealed record ResponderShare(
    string Treatment, double? Dose, string CellType, string Donor, double Responder, double Partial, double NonResponder, double PartialFrom, double ResponderFrom,
    double[] Edges, double[] Control, double[] Treated);

/// <summary>Size of a treatment's response in one donor and its place among the treatments, with intervals by a bootstrap of the cells.</summary>
public sealed record TreatmentRank(string Donor, string Treatment, double? Dose, double Size, double Low, double High, int Rank, int RankLow, int RankHigh);

/// <summary>Cosine of the mean shifts of two donors: 1, they respond alike; 0, without relation; −1, opposite.</summary>
public sealed record DonorSimilarity(string Treatment, double? Dose, string First, string Second, double Cosine);
