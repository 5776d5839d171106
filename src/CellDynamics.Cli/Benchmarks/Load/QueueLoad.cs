using CellDynamics.Cli.Benchmarks.Circuits;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>Puts analyses in line as a person does: by the page that starts them.</summary>
internal static class QueueLoad
{
    /// <exception cref="RunException">The page did not start one.</exception>
    public static async Task SubmitAsync(LoadSite site, LoadJournal journal, int count, CancellationToken leaving)
    {
        if (count == 0)
            return;
        using var http = new HttpClient();
        DatasetRecord dataset = site.Datasets.First(one => one.Id == site.Finished[0].DatasetId);
        string page = $"datasets/{dataset.Id}/new-analysis";
        await using BlazorCircuit circuit = await BlazorCircuit.OpenAsync(http, site.Address, page, new SiteScript(http, site.Address, journal), _ => Task.CompletedTask, leaving);
        for (int run = 0; run < count; run++)
        {
            if (run > 0)
                circuit.Go(page);
            await UntilAsync(circuit, tree => Start(tree) is { } button && !button.Has("disabled"), "a button that starts an analysis", leaving);
            circuit.Raise(circuit.Look(Start)!, "click");
            await UntilAsync(circuit, tree => tree.Heading.Length > 0 && !tree.Heading.StartsWith("New analysis", StringComparison.Ordinal), "the page of the new analysis", leaving);
        }
        int there = await site.WithDbAsync(db => db.Runs.CountAsync(run => !run.IsExample, leaving));
        if (there != count)
            throw new RunException($"Expected {count} analyses in line, found {there}.");
    }

    private static PageNode? Start(PageTree tree) => tree.Find("button", button => button.Text == "Start analysis");

    private static async Task UntilAsync(BlazorCircuit circuit, Func<PageTree, bool> isThere, string what, CancellationToken leaving)
    {
        try
        {
            await circuit.UntilAsync(isThere, LoadPlan.Patience, leaving);
        }
        catch (TimeoutException failure)
        {
            throw new RunException($"Expected {what}, found: {circuit.Look(tree => string.Join(" · ", tree.Elements.Where(element => element.Name is "h1" or "p").Select(element => element.Text)))}", failure);
        }
    }
}
