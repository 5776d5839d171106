using System.ComponentModel;
using System.Diagnostics;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>Runs the site's own modules without a browser, where there is node.</summary>
internal static class NodeScript
{
    /// <param name="script">A module; those of the site stand beside it, as in <c>./clouds/axes.js</c>.</param>
    /// <returns>Every line it says.</returns>
    public static async Task<string[]> RunAsync(string script)
    {
        await using var folder = new ScratchFolder();
        foreach (string part in new[] { "clouds", "trajectories", "treatments" })
        {
            Directory.CreateDirectory(folder[part]);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Sources.WebRoot, "js", part)))
                File.Copy(file, Path.Combine(folder[part], Path.GetFileName(file)));
        }
        await File.WriteAllTextAsync(folder["package.json"], "{\"type\":\"module\"}");
        await File.WriteAllTextAsync(folder["play.js"], script);
        using Process process = Start(folder["play.js"]);
        string output = await process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Process Start(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no node on this machine to run the scripts of the site.");
            throw;
        }
    }
}
