using Bunit;
using CellDynamics.Runs.Datasets;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Patterns;

/// <summary>Rows of the dataset page: what a column means, and what the check found.</summary>
public class RowTests
{
    private static readonly ColumnChoice[] Columns =
        [new("Hours", "integer", ["0", "24", "48", "72"], 4), new("<b>State</b>", "categorical", ["1", "2", "3", "4", "5"], 9)];

    [Fact]
    public async Task A_role_without_a_column_says_what_it_would_be_for()
    {
        await using var stage = new Stage();
        var cut = Show(stage, null);
        Assert.Equal(["Choose a column", "Hours (4 values)", "<b>State</b> (9 values)"], cut.ReadAll("option"));
        Assert.Equal("Needed: when each cell was taken", cut.Read(".cd-role-found"));
        Assert.Empty(cut.FindAll(".cd-role-state"));
        Assert.Equal(cut.Find("label").GetAttribute("for"), cut.Find("select").Id);
    }

    [Theory]
    [InlineData("Hours", "4 values: 0, 24, 48, 72")]
    [InlineData("<b>State</b>", "9 values: 1, 2, 3, 4, 5, …")]
    [InlineData("gone", "The file has no such column.")]
    public async Task A_chosen_column_shows_the_values_found(string column, string found)
    {
        await using var stage = new Stage();
        var cut = Show(stage, column);
        Assert.Equal(found, cut.Read(".cd-role-found"));
        Assert.Equal("Chosen", cut.Read(".cd-role-state title"));
        Assert.Empty(cut.FindAll("b"));
    }

    [Fact]
    public async Task A_column_that_cannot_be_used_says_why_with_an_icon()
    {
        await using var stage = new Stage();
        var cut = stage.Render<RoleRow>(p => p.Add(r => r.Role, "Time").Add(r => r.Columns, Columns).Add(r => r.Value, "Hours").Add(r => r.Problem, "One value only"));
        Assert.EndsWith("One value only", cut.Read(".cd-role-state"), StringComparison.Ordinal);
        Assert.Equal("Warning", cut.Read(".cd-role-state title"));
    }

    [Fact]
    public async Task Choosing_a_column_tells_its_name_and_choosing_none_tells_nothing()
    {
        await using var stage = new Stage();
        var told = new List<string?>();
        var cut = stage.Render<RoleRow>(p => p.Add(r => r.Role, "Time").Add(r => r.Columns, Columns).Add(r => r.ValueChanged, told.Add));
        await cut.Find("select").ChangeAsync(new() { Value = "Hours" });
        await cut.Find("select").ChangeAsync(new() { Value = "" });
        Assert.Equal(["Hours", null], told);
    }

    [Theory]
    [InlineData("error", "Error", "cd-bad")]
    [InlineData("warning", "Warning", "cd-warning")]
    [InlineData("note", "Note", "cd-note")]
    public async Task A_finding_shows_its_severity_as_a_word_the_finding_and_the_cure(string severity, string word, string look)
    {
        await using var stage = new Stage();
        var cut = stage.Render<FindingRow>(p => p.Add(r => r.Tone, FindingRow.ToneOf(severity)).Add(r => r.Message, "Medium changes with time.").Add(r => r.Fix, "Keep it in mind."));
        Assert.Contains(look, cut.Find("li").ClassList);
        Assert.Equal(word, cut.Read("title"));
        Assert.Equal(["Medium changes with time.", "Keep it in mind."], cut.ReadAll("p"));
        Assert.Empty(cut.FindAll("details"));
    }

    [Fact]
    public async Task Where_a_finding_lies_in_the_file_stands_in_a_fold()
    {
        await using var stage = new Stage();
        var cut = stage.Render<FindingRow>(p => p.Add(r => r.Tone, Tone.Warning).Add(r => r.Message, "Few cells.").Add(r => r.Place, "/obs/<day>").Add(r => r.Code, "few-cells"));
        Assert.Equal("Details for the bioinformatician", cut.Read("summary"));
        Assert.Equal("/obs/<day> few-cells", cut.Read("details p"));
    }

    private static IRenderedComponent<RoleRow> Show(Stage stage, string? value) => stage.Render<RoleRow>(p => p
        .Add(r => r.Role, "Time").Add(r => r.Purpose, "Needed: when each cell was taken").Add(r => r.Columns, Columns).Add(r => r.Value, value));
}
