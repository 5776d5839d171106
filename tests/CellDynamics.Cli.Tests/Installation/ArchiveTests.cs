using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests.Installation;

/// <summary>The archive that installations are made of, as an administrator meets it: packed, unpacked in an empty folder, started by somebody who may do nothing, without a network; upgraded and rolled back.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task It_starts_offline_as_an_unprivileged_user_in_an_empty_folder_and_is_upgraded_and_rolled_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Starting as another user and without a network takes root on Linux.");
        await ShellAsync($"{Repository.PathOf("install", "make-archive")} --quick --out {scratch["out"]}");
        await ShellAsync($"cd {scratch["out"]} && sha256sum --quiet --check *.sha256 && mkdir {scratch["empty"]} && tar -C {scratch["empty"]} -xf *.tar && rm *.tar");
        await ShellAsync($"chmod 755 {scratch.Path} && chown -R nobody:nogroup {scratch["empty"]} && mv {scratch["empty"]}/celldynamics-* {scratch["empty", "here"]}");

        await Analyses_run_where_nothing_is_installed();
        await The_site_answers(scratch["empty", "here"]);
        await A_second_version_takes_over_and_the_first_comes_back();
    }

    private async Task Analyses_run_where_nothing_is_installed()
    {
        string inspected = await AsNobodyAsync("here/celldynamics inspect here/sample-data/lotka-volterra.h5ad");
        Assert.Contains("cells", inspected, StringComparison.Ordinal);
        // libtorch is loaded and trains.
        await AsNobodyAsync("here/celldynamics run sbirr here/sample-data/lotka-volterra.h5ad --time time --set validation=off --set rounds=1 --out ran");
        Assert.True(File.Exists(scratch["empty", "ran", "result.h5ad"]));
    }

    private async Task The_site_answers(string place)
    {
        string said = await AsNobodyAsync($$"""
            ask() { exec 3<>/dev/tcp/127.0.0.1/5080; printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:5080\r\n\r\n' "$1" >&3; cat <&3; exec 3>&-; }
            {{place}}/celldynamics serve >site.log 2>&1 & site=$!
            for second in $(seq 120); do
                if (ask /health/ready) 2>/dev/null | grep -q '200 OK'; then break; fi
                kill -0 $site || { cat site.log; exit 1; }
                sleep 1
            done
            ask /health/ready; ask /datasets
            kill $site; wait $site; echo "ended with $?"
            """);
        Assert.Contains("Healthy", said, StringComparison.Ordinal);
        Assert.Contains("<title>CellDynamics</title>", said, StringComparison.Ordinal);
        Assert.Contains("ended with 0", said, StringComparison.Ordinal);
    }

    /// <summary>As docs/operations.md says: set up, back up, set up the next, and back.</summary>
    private async Task A_second_version_takes_over_and_the_first_comes_back()
    {
        string root = scratch["machine"], first = scratch["empty", "here"], second = scratch["next"];
        // What a trial left in the folder is nobody else's to see, and whoever unpacked it must not change what others run.
        await ShellAsync($"mkdir -p {first}/data && echo secret >{first}/data/secret && mkdir {root} && {first}/setup --root {root} && rm -r {first}/data");
        Assert.False(Directory.Exists(Path.Combine(root, "opt", "celldynamics", "current", "data")));
        Assert.Equal("", await ShellAsync($"find {root}/opt ! -type l \\( ! -user root -o -perm /022 \\)"));
        string settings = Path.Combine(root, "etc", "celldynamics", "celldynamics.env"), installed = Path.Combine(root, "opt", "celldynamics", "current"), data = scratch["empty", "kept"];
        await ShellAsync($"sed -i 's:^DataRoot=.*:DataRoot={data}:' {settings} && chmod 644 {settings}");
        string env = $"export CELLDYNAMICS_ENV={settings} XDG_CACHE_HOME={scratch["empty", "cache"]}; ";
        await AsNobodyAsync($"{env}{installed}/celldynamics migrate && {installed}/celldynamics user add ada --email ada@example.org && {installed}/celldynamics project add 'Stem cells' --owner ada");

        string next = await NextVersionAsync(first, second);
        await AsNobodyAsync($"{env}{installed}/celldynamics backup {scratch["empty", "backups"]}");
        string said = await ShellAsync($"{second}/setup --root {root}");
        Assert.Contains($"CellDynamics {next} is installed (before: ", said, StringComparison.Ordinal);
        Assert.Contains($"DataRoot={data}", await File.ReadAllTextAsync(settings), StringComparison.Ordinal);
        Assert.Contains("Stem cells", await AsNobodyAsync($"{env}{installed}/celldynamics project list"), StringComparison.Ordinal);

        // Back: the version before is still there, and the backup opens in it.
        string before = Path.GetFileName(Directory.GetDirectories(Path.Combine(root, "opt", "celldynamics")).Single(folder => Path.GetFileName(folder) is var name && name != next && name != "current"));
        await ShellAsync($"ln -sfn {before} {root}/opt/celldynamics/current");
        string listed = await AsNobodyAsync($"{env}{installed}/celldynamics restore {scratch["empty", "backups"]}/celldynamics-* --data-root {scratch["empty", "restored"]} && DataRoot={scratch["empty", "restored"]} {installed}/celldynamics project list");
        Assert.Contains("Stem cells", listed, StringComparison.Ordinal);

        // A file that was changed on the way is not installed.
        await ShellAsync($"echo changed >>{second}/README.md");
        await Assert.ThrowsAsync<InvalidOperationException>(() => ShellAsync($"{second}/setup --root {root}"));
        Assert.Equal(before, Path.GetFileName(new FileInfo(installed).LinkTarget));
    }

    private static async Task<string> NextVersionAsync(string first, string second)
    {
        string version = (await File.ReadAllTextAsync(Path.Combine(first, "VERSION"))).Trim();
        string next = Regex.Replace(version, @"\d+$", last => (int.Parse(last.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        await ShellAsync($"cp -al {first} {second} && cd {second} && rm VERSION SHA256SUMS README.md && echo {next} >VERSION && cp {first}/README.md . && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS");
        return next;
    }

    /// <summary>In a network of its own that only has a loopback.</summary>
    private Task<string> AsNobodyAsync(string commands)
    {
        string script = scratch["commands.sh"];
        File.WriteAllText(script, "set -eu\ncd \"$(dirname \"$0\")/empty\"\nexport HOME=$PWD/home\n" + commands + "\n");
        return ShellAsync($"unshare --net sh -c 'ip link set lo up; exec setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs env -i PATH=/usr/bin:/bin bash {script}'");
    }

    private static async Task<string> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-euc", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{command}\nended with {process.ExitCode}: {await output}{await error}");
    }
}
