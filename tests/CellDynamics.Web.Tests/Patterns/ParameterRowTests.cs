using System.ComponentModel.DataAnnotations;
using Bunit;
using CellDynamics.Methods.Contract;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Patterns;

public class ParameterRowTests
{
    private static readonly IReadOnlyList<ParameterField> Fields = ParameterSchema.Of<Settings>().Fields;

    [Fact]
    public async Task A_setting_shows_its_label_effect_default_and_range()
    {
        await using var stage = new Stage();
        var cut = Show(stage, "seeds", null);
        Assert.Equal("Seeds", cut.Read("label"));
        Assert.Equal("3", cut.Find("input").GetAttribute("value"));
        Assert.Equal("More seeds: steadier interval, longer run. Default 3 · 1 to 20 possible", cut.Read("p"));
        Assert.Empty(cut.FindAll(".cd-dot, button"));
        Assert.Equal(cut.Find("label").GetAttribute("for"), cut.Find("input").Id);
        Assert.Equal(cut.Find("p").Id, cut.Find("input").GetAttribute("aria-describedby"));
    }

    [Fact]
    public async Task A_changed_setting_carries_a_dot_and_the_way_back_to_the_default()
    {
        await using var stage = new Stage();
        var told = new List<string?>();
        var cut = Show(stage, "seeds", "5", told.Add);
        Assert.Equal("changed", cut.Find(".cd-dot").GetAttribute("aria-label"));
        cut.Find("button").Click();
        Assert.Equal([null], told);
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData(" 7 ", "7")]
    [InlineData("3", null)]
    [InlineData("", null)]
    public async Task What_a_person_types_is_told_and_the_default_is_told_as_nothing(string typed, string? expected)
    {
        await using var stage = new Stage();
        var told = new List<string?>();
        var cut = Show(stage, "seeds", "5", told.Add);
        await cut.Find("input").ChangeAsync(new() { Value = typed });
        Assert.Equal([expected], told);
    }

    [Fact]
    public async Task A_value_that_cannot_be_used_says_why_beside_the_field()
    {
        await using var stage = new Stage();
        var cut = stage.Render<ParameterRow>(p => p.Add(r => r.Field, Field("seeds")).Add(r => r.Value, "99").Add(r => r.Problem, "Expected 1 to 20, found 99."));
        Assert.Equal("true", cut.Find("input").GetAttribute("aria-invalid"));
        Assert.Equal("Expected 1 to 20, found 99.", cut.Read(".cd-problem"));
        Assert.NotNull(cut.Find(".cd-problem svg"));
    }

    [Fact]
    public async Task A_choice_is_a_list_in_words_and_automatic_stands_first_where_it_is_the_default()
    {
        await using var stage = new Stage();
        var cut = Show(stage, "family", null);
        Assert.Equal(["Gradient field", "Constant"], cut.ReadAll("option"));
        cut = Show(stage, "refinement", null);
        Assert.Equal(["Automatic", "Gradient field", "Constant"], cut.ReadAll("option"));
        Assert.Contains("Default automatic", cut.Read("p"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_is_a_box_to_tick()
    {
        await using var stage = new Stage();
        var told = new List<string?>();
        var cut = Show(stage, "growth", null, told.Add);
        Assert.Contains("Default on", cut.Read("p"), StringComparison.Ordinal);
        Assert.True(cut.Find("input[type=checkbox]").HasAttribute("checked"));
        await cut.Find("input").ChangeAsync(new() { Value = false });
        Assert.Equal(["false"], told);
    }

    private static ParameterField Field(string name) => Fields.Single(field => field.Name == name);

    private static IRenderedComponent<ParameterRow> Show(Stage stage, string field, string? value, Action<string?>? told = null) =>
        stage.Render<ParameterRow>(p => p.Add(r => r.Field, Field(field)).Add(r => r.Value, value).Add(r => r.ValueChanged, told ?? (_ => { })));

    internal enum Family { GradientField, Constant }

    internal sealed record Settings : MethodParameters
    {
        [Display(Name = "Seeds", Description = "More seeds: steadier interval, longer run."), Range(1, 20)]
        public int Seeds { get; init; } = 3;

        [Display(Name = "Family", Description = "How cells may move.")]
        public Family Family { get; init; }

        [Display(Name = "Refinement", Description = "How far to refine.")]
        public Family? Refinement { get; init; }

        [Display(Name = "Growth", Description = "Whether cells divide.")]
        public bool Growth { get; init; } = true;
    }
}
