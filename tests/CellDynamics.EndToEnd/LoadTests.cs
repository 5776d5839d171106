using System.Diagnostics;
using System.Text.Json;

namespace CellDynamics.EndToEnd;

/// <summary>The benchmark of many people, with few: each of its parts works against the real site, and the site fails nobody.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task A_few_people_at_circuits_and_one_at_a_browser_see_the_effect_of_all_they_do()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string program = Path.Combine(SiteFixture.Root, "artifacts", "bin", "CellDynamics.Cli", configuration, "celldynamics.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "benchmark", "load", "--users", "3", "--browsers", "1", "--uploads", "0", "--runs", "2", "--minutes", "0.34", "--json"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        using JsonDocument report = JsonDocument.Parse(await output);
        JsonElement[] tables = [.. report.RootElement.GetProperty("tables").EnumerateArray()];
        Assert.Equal("none", Rows(tables[^1])[0][0]);
        Assert.True(Times(tables[1]) >= 3, $"Expected the circuits to do something, found {Times(tables[1])} interactions.");
        if (!report.RootElement.GetProperty("notes").EnumerateArray().Any(note => note.GetString()!.StartsWith("Browsers were left out", StringComparison.Ordinal)))
            Assert.True(Times(tables[0]) >= 1, "Expected the browser to do something.");
    }

    /// <summary>How often anything was done, by its kinds.</summary>
    private static int Times(JsonElement table) => Rows(table).Where(row => !row[0].StartsWith("all", StringComparison.Ordinal)).Sum(row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture));

    private static string[][] Rows(JsonElement table) => [.. table.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray())];
}
