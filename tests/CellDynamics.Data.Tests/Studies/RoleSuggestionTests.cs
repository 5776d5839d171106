using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Studies;

public class RoleSuggestionTests
{
    [Theory]
    [InlineData("donor,replicate", "donor", "replicate")]
    [InlineData("replicate,Patient_ID", "Patient_ID", "replicate")]
    [InlineData("replicate", "replicate", null)]
    [InlineData("replicate,batch", "replicate", "batch")]
    [InlineData("donor,library_id", "donor", "library_id")]
    [InlineData("donor,Lane", "donor", "Lane")]
    [InlineData("mouse,plateID", "mouse", "plateID")]
    [InlineData("subject,well,batch", "subject", "batch")]
    [InlineData("individual,sequencing.run", "individual", "sequencing.run")]
    [InlineData("donor,reporter", "donor", null)]
    public void Batches_are_told_from_donors(string columns, string donor, string? batch)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = DataFrame.Numbered("c", 40) with { Columns = [.. columns.Split(',').Select(name => DataColumn.OfCategories(name, [.. Enumerable.Range(0, 40).Select(i => $"{i % 4}")]))] },
            Var = DataFrame.Numbered("g", 2),
        });
        using AnnotatedData data = H5adReader.Open(path);
        StudyRoles roles = RoleSuggestion.Suggest(data).Roles;
        Assert.Equal((donor, batch), (roles.Donor, roles.Batch));
    }

    /// <remarks>Names as Seurat objects and their conversions carry them.</remarks>
    [Theory]
    [InlineData("ind", true, "ind")]
    [InlineData("sample", true, "sample")]
    [InlineData("sample", false, null)]
    [InlineData("sample,mouse_id", false, "mouse_id")]
    public void A_sample_is_a_donor_where_it_was_seen_under_two_conditions(string columns, bool isAcross, string? donor)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        string[] names = columns.Split(',');
        H5adWriter.Write(path, new H5adContent
        {
            Obs = DataFrame.Numbered("c", 40) with
            {
                Columns =
                [
                    DataColumn.OfCategories("stim", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "CTRL" : "STIM")]),
                    .. names.Select((name, place) => DataColumn.OfCategories(name, [.. Enumerable.Range(0, 40).Select(i => $"{(isAcross || place > 0 ? i / 10 : i % 4)}")])),
                    DataColumn.OfCategories("seurat_annotations", [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? "B" : "CD14 Mono")]),
                    DataColumn.OfCategories("dose_uM", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "0" : i % 4 == 1 ? "1" : "10")]),
                ],
            },
            Var = DataFrame.Numbered("g", 2),
        });
        using AnnotatedData data = H5adReader.Open(path);
        StudyRoles roles = RoleSuggestion.Suggest(data).Roles;
        Assert.Equal(("stim", "CTRL", donor, "seurat_annotations", "dose_uM"), (roles.Condition, roles.Control, roles.Donor, roles.CellType, roles.Dose));
    }

    [Theory]
    [InlineData("cell", true)]
    [InlineData("clone", false)]
    public void A_film_has_as_many_times_as_it_likes_where_a_column_names_the_cells_that_were_followed(string column, bool isCell)
    {
        const int cells = 3, times = 501;
        using var folder = new ScratchFolder();
        string path = folder.File("film.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = DataFrame.Numbered("c", cells * times) with
            {
                Columns = [DataColumn.OfNumbers("time", [.. Enumerable.Range(0, cells * times).Select(i => i / cells * 0.1)]), DataColumn.OfCategories(column, [.. Enumerable.Range(0, cells * times).Select(i => $"cell-{i % cells}")])],
            },
            Var = DataFrame.Numbered("g", 2),
            X = new MemoryMatrix(new DenseMatrix(cells * times, 2, [.. Enumerable.Repeat(1.0, 2 * cells * times)])),
        });
        using AnnotatedData data = H5adReader.Open(path);
        RoleSuggestion suggested = RoleSuggestion.Suggest(data);
        Assert.Equal(isCell ? ("time", column, null) : (null, null, "time"), (suggested.Roles.Time, suggested.Roles.Cell, suggested.RefusedTime));
        Inspection inspection = Inspection.Of(data);
        Assert.Equal(isCell ? times : 0, inspection.Times.Points.Count);
        Readiness readiness = inspection.Readiness[0];
        Assert.False(readiness.IsReady);
        Assert.Equal(isCell, inspection.Readiness.Single(known => known.Method == "staged").IsReady);
        Assert.Contains(isCell ? "the same cells ('cell') were followed through 501 time points (0 to 50)" : "such as '0', '0.1', '0.2', '0.3', '0.4' and 496 more", readiness.Sentence, StringComparison.Ordinal);
        // The page offers the column, and what a person says counts.
        Assert.Equal(times, Inspection.Of(data, new StudyRoles { Time = "time", Cell = column }).Times.Points.Count);
    }

    [Theory]
    [InlineData("cell", 10, 4, true)]
    [InlineData("Track_ID", 10, 4, true)]
    [InlineData("cell", 8, 5, false)]
    [InlineData("cell", 40, 4, false)]
    [InlineData("clone", 10, 4, false)]
    public void A_column_names_followed_cells_where_every_value_occurs_at_several_times_and_once_at_each(string column, int cells, int times, bool isCell)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = DataFrame.Numbered("c", 40) with
            {
                Columns = [DataColumn.OfCategories("day", [.. Enumerable.Range(0, 40).Select(i => $"{i / 10 % times}")]), DataColumn.OfCategories(column, [.. Enumerable.Range(0, 40).Select(i => $"cell-{i % cells}")])],
            },
            Var = DataFrame.Numbered("g", 2),
        });
        using AnnotatedData data = H5adReader.Open(path);
        RoleSuggestion suggested = RoleSuggestion.Suggest(data);
        Assert.Equal(isCell ? column : null, suggested.Roles.Cell);
        Assert.Equal(isCell, suggested.Reasons.Any(reason => reason.Contains("name of a cell at several times", StringComparison.Ordinal)));
        Assert.Equal(column, new Study(data, new StudyRoles { Cell = column }).Cell!.Name);
    }
}
