using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Responses;

namespace CellDynamics.Methods.Tests.Responses;

/// <summary>Blood cells of eight patients before and after their B-cell receptor was stimulated. Ref: Bodenmiller et al. 2012.</summary>
public class BodenmillerResponseTests
{
    [Fact]
    public void Stimulated_b_cell_receptors_raise_their_known_targets_in_nearly_all_patients()
    {
        string file = Path.Combine(SharedData.Root, "science", "bodenmiller", "bodenmiller_bcrxl_8patients.h5ad");
        Assert.SkipUnless(File.Exists(file), "The published cells are not here (../shared/data/science/bodenmiller).");
        using AnnotatedData data = H5adReader.Open(file);
        DenseMatrix values = data.X!.ReadAll();
        for (int i = 0; i < values.Values.Length; i++)
            values.Values[i] = Math.Asinh(values.Values[i] / 5);
        var study = new Study(data, new StudyRoles { Condition = "condition", Control = "Ref", Donor = "patient_id" });
        PopulationSet set = StudyPopulations.OfTreatments(study, values, "X");
        ResponseStatistics found = ResponseAnalysis.Of(set, new MarkerTable(data.Var.Index, Array.ConvertAll(values.Values, value => (float)value)), 0);

        foreach (string rising in new[] { "pS6", "pErk", "pAkt" })
            Assert.True(Marker(rising) is { IsSameInAll: true, Change: > 0, AdjustedP: < 0.05 }, rising);
        Assert.True(Marker("pNFkB") is { IsSameInAll: true, Change: < 0, AdjustedP: < 0.05 });
        // Over all blood cells the rise of B cells alone is small: in two patients it drowns.
        Assert.Equal(6, Marker("pPlcg2").Changes.Count(change => change.Change > 0));
        Assert.Equal(24, found.Markers.Count);
        Assert.Equal(8, found.Sizes.Count);
        Assert.All(found.Sizes, size => Assert.Equal(1.0 / 200, size.EnergyP, 1e-12));
        Assert.True(found.HasReplicates);
        Assert.Equal(28, found.Similarity.Count);

        MarkerShift Marker(string name) => found.Markers.Single(marker => marker.Marker == name);
    }
}
