using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Responses;

namespace CellDynamics.Methods.Tests.Responses;

public class ResponseAnalysisTests
{
    [Fact]
    public void Without_a_response_p_values_are_uniform()
    {
        // 30 studies of 4 donors: every p is a multiple of 1/200, and the largest gap to the uniform stays under the 0.1 % point of Kolmogorov and Smirnov.
        double[] p = [.. Enumerable.Range(0, 30).SelectMany(seed => new DonorStudy { Seed = seed, Cells = 30 }.Analyse().Sizes).Select(size => size.EnergyP).Order()];
        Assert.Equal(120, p.Length);
        Assert.InRange(Gap(p), 0, 1.95 / Math.Sqrt(p.Length));
        double[] markers = [.. Enumerable.Range(0, 30).SelectMany(seed => new DonorStudy { Seed = seed, Cells = 30 }.Analyse().Markers).Select(marker => marker.P).Order()];
        Assert.InRange(Gap(markers), 0, 1.95 / Math.Sqrt(markers.Length));
    }

    [Fact]
    public void A_shift_is_found_in_every_donor_and_in_the_marker_that_moved_only()
    {
        ResponseStatistics found = new DonorStudy { Donors = 6, Shift = (_, donor, _) => 1.5 + 0.1 * donor }.Analyse();
        Assert.All(found.Sizes, size => Assert.Equal(1.0 / 200, size.EnergyP, 1e-12));
        Assert.All(found.Sizes, size => Assert.Equal(1.0 / 200, size.MmdP, 1e-12));
        MarkerShift moved = found.Markers.Single(marker => marker.Marker == "marker 0");
        Assert.True(moved.IsSameInAll);
        Assert.InRange(moved.AdjustedP, 0, 1e-3);
        Assert.InRange(1.75, moved.Low, moved.High);
        Assert.All(found.Markers.Where(marker => marker != moved), marker => Assert.InRange(marker.AdjustedP, 0.05, 1));
        Assert.All(found.Similarity, pair => Assert.InRange(pair.Cosine, 0.9, 1));
        Assert.Equal(15, found.Similarity.Count);
    }

    [Fact]
    public void The_order_of_the_cells_in_the_file_does_not_matter()
    {
        PopulationSet set = new DonorStudy { Cells = 700, Donors = 2, TypeOf = (_, i) => i % 3 == 0 ? "T" : "B", Shift = (_, _, type) => type == "T" ? 0.5 : 0 }.Set();
        PopulationSet shuffled = set with { Populations = [.. set.Populations.Reverse().Select(p => p.Select([.. Enumerable.Range(0, p.Count).OrderBy(i => i * 7919 % p.Count)]))] };
        ResponseStatistics first = DonorStudy.Analyse(set), second = DonorStudy.Analyse(shuffled);
        Assert.Equal(first.Sizes, second.Sizes);
        Assert.Equal(first.Ranking, second.Ranking);
        Assert.Equal(first.Composition.Select(c => (c.CellType, c.Change, c.P)), second.Composition.Select(c => (c.CellType, c.Change, c.P)));
        Assert.Equal(first.Responders.Select(Numbers), second.Responders.Select(Numbers));
        for (int i = 0; i < first.Markers.Count; i++)
            Assert.Equal(first.Markers[i].Change, second.Markers[i].Change, 1e-9);

        static (string, string, double, double, double) Numbers(ResponderShare r) =>
            (r.CellType, r.Donor, Math.Round(r.Responder, 9), Math.Round(r.PartialFrom, 6), Math.Round(r.ResponderFrom, 6));
    }

    [Fact]
    public void Another_seed_chooses_other_cells_and_other_shuffles()
    {
        PopulationSet set = new DonorStudy { Cells = 700, Donors = 2 }.Set();
        Assert.NotEqual(DonorStudy.Analyse(set, 0).Sizes, DonorStudy.Analyse(set, 1).Sizes);
        Assert.Equal(DonorStudy.Analyse(set, 1).Sizes, DonorStudy.Analyse(set, 1).Sizes);
    }

    [Fact]
    public void One_donor_is_described_and_not_tested()
    {
        ResponseStatistics found = new DonorStudy { Donors = 1, TypeOf = (_, i) => i % 2 == 0 ? "T" : "B", Shift = (_, _, _) => 2 }.Analyse();
        Assert.False(found.HasReplicates);
        Assert.Contains(found.Notes, note => note.Contains(ResponseAnalysis.NoReplicate, StringComparison.Ordinal));
        Assert.All(found.Markers, marker => Assert.Equal((double.NaN, double.NaN, double.NaN, double.NaN, false), (marker.P, marker.AdjustedP, marker.Low, marker.High, marker.IsSameInAll)));
        Assert.All(found.Composition, shift => Assert.Equal((double.NaN, double.NaN), (shift.P, shift.AdjustedP)));
        Assert.Equal(2, found.Composition.Count);
        Assert.Empty(found.Similarity);
        Assert.InRange(found.Markers.Single(m => m.Marker == "marker 0" && m.CellType == ResponseStatistics.AllCells).Change, 1.5, 2.5);
        Assert.Equal(3, found.Responders.Count);
    }

    [Fact]
    public void A_study_without_donors_is_one_donor_without_a_name()
    {
        PopulationSet set = new DonorStudy { Donors = 1 }.Set();
        ResponseStatistics found = DonorStudy.Analyse(set with { Populations = [.. set.Populations.Select(p => p with { Donor = null })] });
        Assert.False(found.HasReplicates);
        Assert.Equal("", Assert.Single(found.Sizes).Donor);
    }

    [Fact]
    public void A_type_missing_on_one_side_has_no_size_but_a_finite_change_of_share()
    {
        ResponseStatistics found = new DonorStudy { TypeOf = (condition, i) => condition == "control" && i < 30 ? "lost" : "kept" }.Analyse();
        Assert.DoesNotContain(found.Sizes, size => size.CellType == "lost");
        Assert.DoesNotContain(found.Markers, marker => marker.CellType == "lost");
        CompositionShift lost = found.Composition.Single(shift => shift.CellType == "lost");
        // (0 + ½) / (60 + 1) against (30 + ½) / (60 + 1) in every donor.
        Assert.Equal(Math.Log(0.5 / 30.5), lost.Change, 1e-12);
        Assert.Equal(2.0 / 16, lost.P, 1e-12);
        Assert.All(lost.Shares, shares => Assert.Equal((0.5, 0.0), (shares.Control, shares.Treated)));
        Assert.Contains(found.Notes, note => note.Contains("lost", StringComparison.Ordinal));
        Assert.Contains(found.Notes, note => note.Contains("0.125", StringComparison.Ordinal));
    }

    [Fact]
    public void Donors_without_a_condition_are_left_out_of_it_and_named()
    {
        var study = new DonorStudy { Treatments = ["a", "b"], Has = (condition, donor) => (condition, donor) is not (("b", 1) or ("control", 3)) };
        ResponseStatistics found = study.Analyse();
        Assert.Equal(["donor 0", "donor 2"], found.Sizes.Where(size => size.Treatment == "b").Select(size => size.Donor));
        Assert.Equal(["donor 0", "donor 1", "donor 2"], found.Sizes.Where(size => size.Treatment == "a").Select(size => size.Donor));
        Assert.Equal(1, found.Ranking.Count(rank => rank.Donor == "donor 1"));
        Assert.Contains(found.Notes, note => note.Contains("donor 3", StringComparison.Ordinal));
        Assert.Contains(found.Notes, note => note.StartsWith("b was given to 2 of 3 donors", StringComparison.Ordinal));
    }

    [Fact]
    public void The_strongest_treatment_ranks_first_and_equal_ones_share_their_places()
    {
        var study = new DonorStudy { Cells = 150, Treatments = ["none", "weak", "strong"], Shift = (condition, _, _) => condition switch { "strong" => 3, "weak" => 1, _ => 0 } };
        ResponseStatistics found = study.Analyse();
        foreach (IGrouping<string, TreatmentRank> donor in found.Ranking.GroupBy(rank => rank.Donor))
        {
            Assert.Equal(["strong", "weak", "none"], donor.Select(rank => rank.Treatment));
            Assert.Equal([(1, 1, 1), (2, 2, 2), (3, 3, 3)], donor.Select(rank => (rank.Rank, rank.RankLow, rank.RankHigh)));
            Assert.All(donor, rank => Assert.InRange(rank.Size, rank.Low, rank.High));
        }
        ResponseStatistics equal = (study with { Treatments = ["x", "y"], Shift = (_, _, _) => 1 }).Analyse();
        Assert.Contains(equal.Ranking, rank => (rank.RankLow, rank.RankHigh) == (1, 2));
    }

    [Fact]
    public void Every_dose_is_an_entry_of_its_own()
    {
        PopulationSet set = new DonorStudy { Treatments = ["low", "high"], Shift = (condition, _, _) => condition == "high" ? 2 : 0.2 }.Set();
        ResponseStatistics found = DonorStudy.Analyse(set with
        {
            Populations = [.. set.Populations.Select(p => p.Condition == "control" ? p : p with { Condition = "drug", Dose = p.Condition == "high" ? 10 : 1 })],
        });
        Assert.Equal([1.0, 10.0], found.Sizes.Select(size => size.Dose!.Value).Distinct());
        Assert.All(found.Ranking.Where(rank => rank.Rank == 1), rank => Assert.Equal(10, rank.Dose));
    }

    [Fact]
    public void Half_of_the_cells_responding_are_counted_as_half()
    {
        ResponseStatistics found = new DonorStudy { Cells = 2000, Dims = 2, Seed = 4, TypeOf = (_, i) => i % 2 == 0 ? "moves" : "stays", Shift = (_, _, type) => type == "moves" ? 8 : 0 }.Analyse();
        Assert.All(found.Responders.Where(r => r.CellType == ResponseStatistics.AllCells), r => Assert.InRange(r.Responder, 0.48, 0.53));
        Assert.All(found.Responders.Where(r => r.CellType == "moves"), r => Assert.Equal(1, r.Responder, 1e-3));
        Assert.All(found.Responders, r => Assert.Equal((1.0, 1.0, 1.0), (Math.Round(r.Responder + r.Partial + r.NonResponder, 9), Math.Round(r.Control.Sum(), 9), Math.Round(r.Treated.Sum(), 9))));
        Assert.All(found.Responders, r => Assert.Equal((31, 30, 30), (r.Edges.Length, r.Control.Length, r.Treated.Length)));
        // Standard normal control cells: 95 % and 99 % lie below 1.645 and 2.326.
        Assert.All(found.Responders, r => Assert.Equal(1.645, r.PartialFrom, 0.25));
        Assert.All(found.Responders, r => Assert.Equal(2.326, r.ResponderFrom, 0.45));
    }

    [Fact]
    public void Without_a_response_few_cells_pass_the_thresholds()
    {
        ResponseStatistics found = new DonorStudy { Cells = 2000, Dims = 30 }.Analyse();
        Assert.All(found.Responders, r => Assert.InRange(r.Responder, 0, 0.025));
        Assert.All(found.Responders, r => Assert.InRange(r.Responder + r.Partial, 0.03, 0.08));
    }

    [Fact]
    public void Many_markers_are_cut_to_the_most_changed_of_every_treatment_and_type()
    {
        PopulationSet set = new DonorStudy { Donors = 2, Cells = 20, Treatments = ["a", "b"] }.Set();
        const int genes = 1500;
        int cells = set.Populations.Sum(p => p.Count);
        float[] values = new float[cells * genes];
        foreach (Population population in set.Populations.Where(p => p.Condition != "control"))
            foreach (int cell in population.Cells)
                for (int g = 0; g < genes; g++)
                    values[cell * genes + g] = g % 2 == 0 ? g : -g;
        ResponseStatistics found = ResponseAnalysis.Of(set, new MarkerTable([.. Enumerable.Range(0, genes).Select(g => $"g{g}")], values), 0);
        Assert.Equal(2000, found.Markers.Count);
        Assert.All(found.Markers, marker => Assert.InRange(Math.Abs(marker.Change), 500, 1499));
        Assert.Contains(found.Notes, note => note.Contains("2,000", StringComparison.Ordinal));
    }

    [Fact]
    public void Batches_of_a_donor_are_joined_and_untreated_batches_do_not_count()
    {
        PopulationSet set = new DonorStudy { Donors = 2 }.Set();
        Population far = new DonorStudy { Donors = 1, Seed = 9 }.Set().Populations[0];
        far = far with { Batch = "other plate", Cells = [.. far.Cells.Select(cell => cell + 1000)] };
        for (int i = 0; i < far.States.Values.Length; i++)
            far.States.Values[i] += 100;
        PopulationSet batches = set with { Populations = [.. set.Populations.Select(p => p with { Batch = "plate" }), far] };
        Assert.Equal(DonorStudy.Analyse(set).Sizes.Select(s => (s.Donor, s.ControlCells, s.Energy)), DonorStudy.Analyse(batches).Sizes.Select(s => (s.Donor, s.ControlCells, s.Energy)));
        PopulationSet both = batches with { Populations = [.. batches.Populations, far with { Condition = "drug", Cells = [.. far.Cells.Select(cell => cell + 1000)] }] };
        Assert.Equal(120, DonorStudy.Analyse(both).Sizes.Single(size => size.Donor == "donor 0").ControlCells);
    }

    [Fact]
    public void Markers_of_too_few_cells_and_sets_without_a_control_are_refused_in_words()
    {
        PopulationSet set = new DonorStudy().Set();
        Assert.Contains("at least 480 cells, found 3", Assert.Throws<ArgumentException>(() => ResponseAnalysis.Of(set, new MarkerTable(["a"], [1, 2, 3]), 0)).Message, StringComparison.Ordinal);
        Assert.Contains("control value", Assert.Throws<ArgumentException>(() => DonorStudy.Analyse(set with { Control = null })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DonorStudy.Analyse(set with { Control = "no such condition" }));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ResponseAnalysis.Of(set, DonorStudy.Markers(set), 0, null, stopped.Token));
    }

    /// <summary>Largest distance between the distribution of the values, ascending, and the uniform one.</summary>
    private static double Gap(double[] sorted) =>
        Enumerable.Range(0, sorted.Length).Max(i => Math.Max(Math.Abs(sorted[i] - (double)i / sorted.Length), Math.Abs(sorted[i] - (i + 1.0) / sorted.Length)));
}
