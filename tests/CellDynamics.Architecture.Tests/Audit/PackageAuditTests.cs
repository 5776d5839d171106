using System.Diagnostics;

namespace CellDynamics.Architecture.Tests.Audit;

/// <summary>Packages with known vulnerabilities, direct ones and those behind them.</summary>
public class PackageAuditTests(ITestOutputHelper output)
{
    // As NuGet of the .NET SDK 10.0.401 wrote them: of a source with two advisories for a package, and of one that did not answer.
    private const string Vulnerable = """
        {
          "version": 4,
          "logs": [
            { "code": "NU1902", "level": "Warning", "warningLevel": 1, "message": "Package 'Newtonsoft.Json' 13.0.3 has a known moderate severity vulnerability, https://github.com/advisories/GHSA-0000-0000-0000", "libraryId": "Newtonsoft.Json", "targetGraphs": [ "net10.0" ] },
            { "code": "NU1903", "level": "Warning", "warningLevel": 1, "message": "Package 'Newtonsoft.Json' 13.0.3 has a known high severity vulnerability, https://github.com/advisories/GHSA-5crp-9r3c-p9vr", "libraryId": "Newtonsoft.Json", "targetGraphs": [ "net10.0" ] },
            { "code": "NU1603", "level": "Warning", "warningLevel": 1, "message": "A depends on B (>= 1.0.0) but B 1.0.0 was not found.", "libraryId": "A", "targetGraphs": [ "net10.0" ] }
          ]
        }
        """;

    private const string Unreachable = """
        {
          "version": 4,
          "logs": [
            { "code": "NU1905", "level": "Warning", "warningLevel": 1, "message": "Audit source 'nuget.org' did not provide any vulnerability data." },
            { "code": "NU1900", "level": "Warning", "warningLevel": 1, "message": "Error occurred while getting package vulnerability data: Unable to load the service index for source https://api.nuget.org/v3/index.json." }
          ]
        }
        """;

    private const string Clean = """{ "version": 4, "targets": {} }""";

    [Fact]
    public async Task No_package_has_a_known_vulnerability_that_is_high_or_critical()
    {
        string folder = Directory.CreateTempSubdirectory("celldynamics-audit-").FullName;
        try
        {
            string said = await RestoreAsync(folder);
            string[] assets = Directory.GetFiles(folder, "project.assets.json", SearchOption.AllDirectories);
            Assert.True(assets.Length >= Repository.Projects().Count(), said);
            PackageAudit audit = PackageAudit.Read(assets.Select(File.ReadAllText));
            foreach (Finding finding in audit.Findings)
            {
                output.WriteLine(finding.ToString());
                TestContext.Current.AddWarning(finding.ToString());
            }
            Assert.True(audit.Serious.Count == 0, string.Join('\n', audit.Serious));
            if (audit.NotChecked is { } reason)
                Assert.Skip($"Vulnerabilities of packages: not checked. {reason}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_is_known_is_told_once_the_worst_first()
    {
        PackageAudit audit = PackageAudit.Read([Vulnerable, Vulnerable, Clean]);
        Assert.Null(audit.NotChecked);
        Assert.Equal(
            [
                new Finding(Severity.High, "Newtonsoft.Json", "https://github.com/advisories/GHSA-5crp-9r3c-p9vr"),
                new Finding(Severity.Moderate, "Newtonsoft.Json", "https://github.com/advisories/GHSA-0000-0000-0000"),
            ],
            audit.Findings);
        Assert.Equal("GHSA-5crp-9r3c-p9vr", Assert.Single(audit.Serious).Advisory.Split('/')[^1]);
    }

    [Fact]
    public void Where_no_database_is_reached_nothing_was_checked()
    {
        PackageAudit audit = PackageAudit.Read([Clean, Unreachable]);
        Assert.Equal("Audit source 'nuget.org' did not provide any vulnerability data.", audit.NotChecked);
        Assert.Empty(audit.Findings);
        Assert.Null(PackageAudit.Read([Clean]).NotChecked);
    }

    // In a folder of its own: a restore that has nothing to do does not ask again.
    private static async Task<string> RestoreAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (string argument in new[] { "restore", "CellDynamics.sln", "--artifacts-path", folder, "-p:NuGetAudit=true", "-p:NuGetAuditMode=all", "-p:NuGetAuditLevel=low", "--nologo", "-v", "quiet" })
            start.ArgumentList.Add(argument);
        using Process restore = Process.Start(start)!;
        Task<string> error = restore.StandardError.ReadToEndAsync();
        string text = await restore.StandardOutput.ReadToEndAsync() + await error;
        await restore.WaitForExitAsync();
        Assert.True(restore.ExitCode == 0, text);
        return text;
    }
}
