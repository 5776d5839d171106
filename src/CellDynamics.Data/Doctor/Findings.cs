using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor.Design;
using CellDynamics.Data.Formats.Samples;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>The doctor's checks, each of which adds what it finds.</summary>
internal static class Findings
{
    private const int MostListed = 20;

    public static void OfFrames(AnnotatedData data, List<Finding> findings)
    {
        OfNames(data.Obs, "/obs", findings);
        OfNames(data.Var, "/var", findings);
        OfCategories(data.Obs, findings);
        if (GeneIdentifiers.Of(data.Var) is { } names)
            findings.Add(names);
        findings.AddRange(data.Notes.Select(note => note.StartsWith("/X was read with", StringComparison.Ordinal) ? OfOrientation("The file" + note["/X".Length..], data.IsOrientationGuessed)
            : Finding.Note(note.Split(' ')[0], "left-out", note)));
        if (data.Modalities.Count > 1)
            findings.Add(Finding.Note(data.Format == "h5mu" ? "/mod" : "", "modality", $"The file holds {string.Join(", ", data.Modalities)}; this is {data.Modality}.", "Another can be chosen."));
        if (data.Annotations is { } annotations)
            findings.Add(OfAnnotations(annotations));
    }

    /// <summary>There is no column that could be given a role.</summary>
    public static bool SaysNothing(AnnotatedData data) => data.Obs.Columns.All(column => column.Name == SampleStack.Column);

    private static Finding OfAnnotations(AnnotationJoin join)
    {
        string by = join.Key is { } key ? $"by '{key}'" : "by the names of the cells";
        string replaced = join.Replaced.Count == 0 ? "" : $" {string.Join(", ", join.Replaced)} of the file {(join.Replaced.Count == 1 ? "is" : "are")} replaced.";
        string unused = join.UnusedCount == 0 ? "" : $" {NumberText.Grouped(join.UnusedCount)} lines belong to no cell, such as {string.Join(", ", join.Unused.Take(3))}.";
        string message = $"{join.Table} says {string.Join(", ", join.Columns)} of {NumberText.Grouped(join.Matched)} of {NumberText.Grouped(join.Cells)} cells, joined {by}.{replaced}{unused}";
        return join.Matched == join.Cells ? Finding.Note("/obs", "annotations", message, "The uploaded file stays as it is.")
            : Finding.Warning("/obs", "annotations", $"{message} Nothing is said of {string.Join(", ", join.Without.Take(3))}.", "Cells without a value take part in nothing that needs it: add their lines and give the table again.");
    }

    private static Finding OfOrientation(string message, bool isGuessed) => isGuessed
        ? Finding.Warning("/X", "orientation", message, "If that is wrong, choose the other way: then the rows of the table are the other thing.")
        : Finding.Note("/X", "orientation", message, "The other way can be chosen.");

    private static void OfNames(DataFrame frame, string place, List<Finding> findings)
    {
        var seen = new HashSet<string>(frame.Count, StringComparer.Ordinal);
        var again = frame.Index.Where(name => !seen.Add(name)).ToHashSet(StringComparer.Ordinal);
        string[] twice = again.Count == 0 ? [] : [.. frame.Index.Where(again.Contains).Distinct(StringComparer.Ordinal)];
        if (twice.Length == 0)
            return;
        bool isVar = place == "/var";
        string message = $"{NumberText.Counted(twice.Length, "name")} of {(isVar ? "genes" : "cells")} {(twice.Length == 1 ? "occurs" : "occur")} more than once{(twice.Length == 1 ? ":" : ", such as")} {string.Join(", ", twice.Take(3))}.";
        findings.Add(isVar
            ? Finding.Warning(place, "duplicate-genes", message, "Genes are told apart by position; make names unique with adata.var_names_make_unique().")
            : Finding.Note(place, "duplicate-cells", message, "Make names unique with adata.obs_names_make_unique()."));
    }

    private static void OfCategories(DataFrame frame, List<Finding> findings)
    {
        foreach (DataColumn column in frame.Columns.Where(c => c.Categories is not null))
        {
            var used = column.Labels.OfType<string>().ToHashSet(StringComparer.Ordinal);
            string[] unused = [.. column.Categories!.Where(c => !used.Contains(c))];
            if (unused.Length > 0)
                findings.Add(Finding.Note("/obs/" + column.Name, "unused-categories",
                    $"{NumberText.Grouped(unused.Length)} of {NumberText.Grouped(column.Categories!.Length)} categories {(unused.Length == 1 ? "has" : "have")} no cells, such as {string.Join(", ", unused.Take(3))}.", "They are left out."));
        }
    }

    /// <summary>The matrix that the roles choose, and what X and the layers hold beside it.</summary>
    public static void OfMatrices(AnnotatedData data, StudyRoles roles, Places places, ScaleEvidence? scale, List<Finding> findings)
    {
        string chosen = WorkingSpace.PlaceOfMatrix(roles);
        if (!WorkingSpace.HasValues(data.X) && data.XProblem is null && data.CellCount > 0)
            findings.Add(Finding.Note("/X", "no-matrix", "The file has no matrix of cells and genes in X.",
                roles.Layer is { } layer ? $"Values are taken from the layer {layer}." : data.Layers.Count > 0 ? "Choose a layer that holds values." : "Gene views are not available; an embedding can be used."));
        foreach (StudyRoles of in data.Layers.Keys.Select(name => new StudyRoles { Layer = name }).Prepend(new StudyRoles()))
            if (places.Summary(of) is { } summary && WorkingSpace.PlaceOfMatrix(of) is var place)
            {
                if (place == chosen && scale is not null)
                    OfChosenMatrix(place, summary, scale, findings);
                else
                    OfOtherMatrix(place, summary, findings);
            }
    }

    private static void OfChosenMatrix(string place, MatrixSummary summary, ScaleEvidence scale, List<Finding> findings)
    {
        if (summary.GenesPerCell.Length == 0)
        {
            findings.Add(Finding.Error(place, "no-cells", "The file has no cells.", "Save it again with its cells; a filter may have removed them all."));
            return;
        }
        if (summary.Columns == 0)
            return;
        if (summary.NotFinite > 0)
            findings.Add(Finding.Error(place, "not-finite", $"NaN or infinities stand in {NumberText.Counted(summary.NotFinite, "place")} of {place[1..]}.", "Replace them, or choose another layer or embedding."));
        findings.Add(scale.Warning is null
            ? Finding.Note(place, "scale-" + scale.Scale.ToString().ToLowerInvariant(), scale.Evidence, $"Worked on as follows: {scale.Treatment}.")
            : Finding.Warning(place, "scale-" + scale.Scale.ToString().ToLowerInvariant(), scale.Evidence, scale.Warning));
        int empty = summary.GenesPerCell.Count(g => g == 0);
        if (empty > 0)
            findings.Add(Finding.Warning(place, "empty-cells", $"{NumberText.Counted(empty, "cell")} {(empty == 1 ? "has" : "have")} no expressed gene.", "Remove them: sc.pp.filter_cells(adata, min_genes=1)."));
    }

    /// <summary>A layer or raw: what it holds, so that a person can choose it.</summary>
    public static void OfOtherMatrix(string place, MatrixSummary summary, List<Finding> findings)
    {
        if (summary.NotFinite > 0)
            findings.Add(Finding.Note(place, "not-finite", $"NaN or infinities stand in {NumberText.Counted(summary.NotFinite, "place")} of {place[1..]}.", "It cannot be worked in."));
        else if (summary.Nonzero > 0)
            findings.Add(Finding.Note(place, "holds-" + ScaleDetector.Detect(summary).Scale.ToString().ToLowerInvariant(), $"{place[1..]}: {char.ToLowerInvariant(ScaleDetector.Detect(summary).Evidence[0])}{ScaleDetector.Detect(summary).Evidence[1..]}"));
    }

    public static void OfEmbedding(string key, DenseMatrix values, DataFrame obs, List<Finding> findings)
    {
        int[] bad = [.. Enumerable.Range(0, values.Rows).Where(row => values.Row(row).ContainsAnyExceptFinite())];
        if (bad.Length > 0)
            findings.Add(Finding.Error("/obsm/" + key, "nan-embedding",
                $"NaN or infinities in the embedding {key}: {NumberText.Grouped(bad.Length)} of {NumberText.Grouped(values.Rows)} cells, the first '{obs.Index[bad[0]]}'.",
                "Remove these cells or compute the embedding again; until then it cannot be used."));
    }

    public static void OfTime(AnnotatedData data, TimeReport time, TimeAxis? axis, List<Finding> findings, bool isNeeded, bool areFollowed)
    {
        if (time.Column is null && !isNeeded)
            findings.Add(Finding.Note("/obs", "time-not-found", "No column of sampling times was recognised.", "Treatments can be compared without one; trajectories need it."));
        else if (time.Column is null)
            findings.Add(Finding.Warning("/obs", "time-not-found", "No column of sampling times was recognised.", SaysNothing(data)
                ? "The file says nothing that could be a time: add a table of annotations with the time of each cell or sample."
                : $"Choose the column that holds them. There are: {string.Join(", ", data.Obs.Columns.Take(20).Select(c => c.Name))}."));
        else if (axis is null && !isNeeded)
            findings.Add(Finding.Note("/obs/" + time.Column, "time-unusable", time.Error!.Problem, "Treatments can be compared without times."));
        else if (axis is null)
            findings.Add(Finding.Error("/obs/" + time.Column, "time-unusable", time.Error!.Problem, time.Error.Cure));
        if (axis is null)
            return;
        string place = "/obs/" + axis.Column;
        findings.Add(Finding.Note(place, "time-found",
            $"Sampling times: {Listed(axis)}{(axis.Unit.Length > 0 ? " " + axis.Unit : "")}. {string.Join(" ", axis.Notes)}".Trim()));
        if (axis.Points.Count == 2 && isNeeded)
            findings.Add(Finding.Warning(place, "two-time-points", "There are two time points: the result cannot be validated on a held-out one.", "Add a third time point where possible."));
        // Cells that were followed are compared with themselves, not as populations.
        foreach (TimePoint point in axis.Points.Where(p => p.CellCount < DesignTable.FewCells && !areFollowed))
            findings.Add(Finding.Warning(place, "few-cells", $"Only {point.CellCount} cells at {axis.Describe(point.Value)}.", $"Fewer than {DesignTable.FewCells} cells describe a population poorly: read this time point with care."));
    }

    private static string Listed(TimeAxis axis) => axis.Points.Count <= MostListed ? string.Join(", ", axis.Points.Select(point => NumberText.Short(point.Value)))
        : $"{axis.Points.Count}, from {NumberText.Short(axis.Points[0].Value)} to {NumberText.Short(axis.Points[^1].Value)}";
}
