using Bunit;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Patterns;

public class RunStepperTests
{
    [Fact]
    public async Task The_steps_stand_in_the_order_of_the_work_in_a_biologists_words()
    {
        await using var stage = new Stage();
        var cut = Show(stage, RunStatus.Waiting, RunStage.Waiting);
        Assert.Equal(["Waiting", "Reading", "Preparing", "Fitting", "Testing on left-out cells", "Saving"], cut.ReadAll("li > span:first-of-type"));
    }

    [Theory]
    [InlineData(RunStatus.Waiting, RunStage.Waiting, "now next next next next next", "Waiting.")]
    [InlineData(RunStatus.Running, RunStage.Fitting, "done done done now next next", "Fitting.")]
    [InlineData(RunStatus.Running, RunStage.Testing, "done done done done now next", "Testing on left-out cells.")]
    [InlineData(RunStatus.Failed, RunStage.Fitting, "done done done stopped next next", "The analysis failed.")]
    [InlineData(RunStatus.Cancelled, RunStage.Reading, "done stopped next next next next", "The analysis was cancelled.")]
    [InlineData(RunStatus.Succeeded, RunStage.Saving, "done done done done done done", "The analysis is done.")]
    public async Task Every_step_shows_its_state_and_the_live_region_names_the_step(RunStatus status, RunStage step, string states, string announced)
    {
        await using var stage = new Stage();
        var cut = Show(stage, status, step);
        Assert.Equal(states.Split(' ').Select(state => $"cd-step-{state}"), cut.FindAll("li").Select(li => li.ClassList[1]));
        Assert.Equal(announced, cut.Read("[role=status]"));
        Assert.Equal(states.Contains("now", StringComparison.Ordinal) ? 1 : 0, cut.FindAll("[aria-current=step]").Count);
        Assert.All(cut.FindAll("li"), li => Assert.NotNull(li.QuerySelector("title")));
    }

    [Fact]
    public async Task One_bar_shows_the_whole_and_the_step_its_own_share_and_time()
    {
        await using var stage = new Stage();
        var cut = stage.Render<RunStepper>(p => p
            .Add(s => s.Status, RunStatus.Running).Add(s => s.Stage, RunStage.Fitting).Add(s => s.Fraction, 0.304).Add(s => s.StageFraction, 0.41)
            .Add(s => s.Seconds, new Dictionary<RunStage, double> { [RunStage.Reading] = 2, [RunStage.Fitting] = 65, [RunStage.Saving] = 9 }));
        var bar = cut.Find("[role=progressbar]");
        Assert.Equal(("30", "30 %, fitting"), (bar.GetAttribute("aria-valuenow"), bar.GetAttribute("aria-valuetext")));
        Assert.Equal("Fitting 41 %", cut.Read("[aria-current=step] > span"));
        Assert.Equal(["0:02", "1:05"], cut.ReadAll(".cd-step-time")); // none for a step to come
    }

    [Fact]
    public async Task The_live_region_does_not_speak_at_every_percent()
    {
        await using var stage = new Stage();
        var cut = Show(stage, RunStatus.Running, RunStage.Fitting);
        string before = cut.Find("[role=status]").OuterHtml;
        cut.Render(p => p.Add(s => s.Fraction, 0.9).Add(s => s.StageFraction, 0.8));
        Assert.Equal("90", cut.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal(before, cut.Find("[role=status]").OuterHtml);
    }

    private static IRenderedComponent<RunStepper> Show(Stage stage, RunStatus status, RunStage step) =>
        stage.Render<RunStepper>(p => p.Add(s => s.Status, status).Add(s => s.Stage, step));
}
