using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests.Keeping;

/// <summary>The verbs of whoever runs an instance, each as a process of its own.</summary>
public sealed class KeepingVerbTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private string Root => Path.Combine(scratch.Path, "data");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_instance_is_migrated_backed_up_verified_restored_and_reindexed()
    {
        (await CommandLineProcess.RunAsync("reindex", "--data-root", Root)).Refused(1, "Expected the database of an instance in the data root, found none");
        Said applied = (await CommandLineProcess.RunAsync("migrate", "--data-root", Root)).Succeeded();
        Assert.Matches("^Applied: .*_Initial, .*_Labs", applied.Output);
        Assert.Equal("The database is up to date.", (await CommandLineProcess.RunAsync("migrate", "--data-root", Root)).Succeeded().Output.Trim());
        string file = Path.Combine(Root, "datasets", "01a21872-83f0-782b-b20d-80ac0b45b36e", "file", "cells.h5ad");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "cells");
        Assert.Equal("Put back: 1 datasets, 0 analyses.", (await CommandLineProcess.RunAsync("reindex", "--data-root", Root)).Succeeded().Output.Trim());
        string backups = Path.Combine(scratch.Path, "backups"), restored = Path.Combine(scratch.Path, "restored");
        // As the site is told: by the environment.
        (await CommandLineProcess.RunAsync(new Dictionary<string, string> { ["DataRoot"] = Root }, ["backup", backups])).Succeeded();
        string backup = Assert.Single(Directory.GetDirectories(backups));
        Assert.Contains("are sound", (await CommandLineProcess.RunAsync("restore", backup, "--verify-only")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("were restored", (await CommandLineProcess.RunAsync("restore", backup, "--data-root", restored)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("cells", await File.ReadAllTextAsync(file.Replace(Root, restored, StringComparison.Ordinal)));
        (await CommandLineProcess.RunAsync("restore", backup, "--data-root", restored)).Refused(1, "expected an empty folder, found something in it");
        File.Delete(file);
        Said incomplete = await CommandLineProcess.RunAsync("backup", backups, "--keep", "1", "--data-root", Root);
        Assert.Equal(1, incomplete.ExitCode);
        Assert.Contains("the backup was made and is incomplete: 1 files that the database names are not on the disk: data/datasets/01a21872-83f0-782b-b20d-80ac0b45b36e/file/cells.h5ad.", incomplete.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetDirectories(backups).Length);
        await File.AppendAllTextAsync(Path.Combine(backup, "data", "datasets", "01a21872-83f0-782b-b20d-80ac0b45b36e", "file", "cells.h5ad"), "!");
        (await CommandLineProcess.RunAsync("restore", backup, "--verify-only")).Refused(1, "cells.h5ad has another content");
    }

    [Fact]
    public async Task What_is_missing_is_said_in_one_sentence()
    {
        (await CommandLineProcess.RunAsync(new Dictionary<string, string> { ["DataRoot"] = "" }, ["backup", Path.Combine(scratch.Path, "b")])).Refused(1, "Expected a data root, found none. Name it with --data-root DIR");
        (await CommandLineProcess.RunAsync("backup", Path.Combine(scratch.Path, "b"), "--data-root", Root)).Refused(1, "expected the database of an instance, found none");
        (await CommandLineProcess.RunAsync("restore", scratch.Path, "--data-root", Root)).Refused(1, "expected a backup with manifest.json");
        (await CommandLineProcess.RunAsync("migrate", "--data-root", Root, "--connection", "Host=/nowhere;Database=x")).Refused(1, "The database could not be used");
        (await CommandLineProcess.RunAsync("backup", "b", "--keep", "0")).Refused(2, "--keep: expected a whole number of at least 1.");
        (await CommandLineProcess.RunAsync("backup", "b", "--keep", "two")).Refused(2, "--keep: expected a whole number of at least 1.");
        (await CommandLineProcess.RunAsync("migrate", "--data-root", Root, "--connection", "Hots=x")).Refused(1, "Database:ConnectionString: expected NAME=value pairs separated by semicolons, found a mistake");
        (await CommandLineProcess.RunAsync(new Dictionary<string, string> { ["DataRoot"] = Root, ["Database__ConnectionString"] = "Host=db;Database=x" }, ["migrate"])).Refused(1, "Set Database:Provider to postgres beside it.");
        (await CommandLineProcess.RunAsync(new Dictionary<string, string> { ["DataRoot"] = Root, ["Database__Provider"] = "postgres" }, ["migrate"])).Refused(1, "expected one of PostgreSQL, such as Host=");
    }

    [Theory]
    [InlineData("user list")]
    [InlineData("user promote ada")]
    [InlineData("project list")]
    [InlineData("worker list")]
    [InlineData("worker drain --all")]
    public async Task Nothing_but_a_beginning_makes_an_instance_in_an_empty_folder(string verb)
    {
        Directory.CreateDirectory(Root);
        (await CommandLineProcess.RunAsync([.. verb.Split(' '), "--data-root", Root])).Refused(1, "celldynamics.db: expected the database of an instance, found none. Name its data root, or mount its file system");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }
}
