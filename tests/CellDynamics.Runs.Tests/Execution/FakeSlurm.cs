using System.Diagnostics;

namespace CellDynamics.Runs.Tests.Execution;

/// <summary>The three commands of Slurm that are used, as scripts that really start, list and end processes.</summary>
internal sealed class FakeSlurm
{
    private const string Submit = """
        #!/bin/sh
        dir=$(dirname "$0")
        n=$(( $(cat "$dir/last" 2>/dev/null || echo 100) + 1 ))
        echo $n > "$dir/last"
        for a in "$@"; do
            case $a in --output=*) out=${a#*=};; --error=*) err=${a#*=};; esac
            script=$a
        done
        echo "$@" > "$dir/$n.args"
        setsid sh "$script" > "$out" 2> "$err" < /dev/null &
        echo $! > "$dir/$n.pid"
        echo $n
        """;

    private const string List = """
        #!/bin/sh
        dir=$(dirname "$0")
        for a in "$@"; do case $a in --jobs=*) n=${a#*=};; --name=*) name=${a#*=};; esac; done
        if [ -e "$dir/down" ]; then echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; fi
        if [ -n "$name" ]; then
            for f in $(grep -l -e "--job-name=$name " "$dir"/*.args); do basename "$f" .args; done
            exit 0
        fi
        if [ -e "$dir/$n.gone" ]; then echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1; fi
        if [ -e "$dir/$n.state" ]; then cat "$dir/$n.state"
        elif grep -q '^State:.[^Z]' "/proc/$(cat "$dir/$n.pid")/status" 2>/dev/null; then echo RUNNING
        else echo COMPLETED
        fi
        """;

    private const string Cancel = """
        #!/bin/sh
        dir=$(dirname "$0")
        for a in "$@"; do n=$a; done
        echo "$@" > "$dir/$n.cancel"
        echo CANCELLED > "$dir/$n.state"
        kill -s KILL -- "-$(cat "$dir/$n.pid")"
        exit 0
        """;

    private readonly string folder;

    public FakeSlurm(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        foreach ((string name, string script) in new[] { ("sbatch", Submit), ("squeue", List), ("scancel", Cancel) })
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, script + "\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
    }

    /// <summary>What the job was submitted with; null before.</summary>
    public string? ArgumentsOf(int job) => File.Exists(At(job, "args")) ? File.ReadAllText(At(job, "args")) : null;

    public bool WasCancelled(int job) => File.Exists(At(job, "cancel"));

    /// <summary>Whether the script of the job is a process, and none that has ended and waits to be told so.</summary>
    public bool IsRunning(int job)
    {
        string status = $"/proc/{File.ReadAllText(At(job, "pid")).Trim()}/status";
        try
        {
            return !File.ReadLines(status).Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The node of the job dies, and Slurm says so or has forgotten it.</summary>
    public async Task LoseAsync(int job, bool isForgotten)
    {
        if (isForgotten)
            await File.WriteAllTextAsync(At(job, "gone"), "");
        else
            await File.WriteAllTextAsync(At(job, "state"), "NODE_FAIL\n");
        string leader = (await File.ReadAllTextAsync(At(job, "pid"))).Trim();
        using Process kill = Process.Start("kill", ["-9", "--", $"-{leader}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The controller does not answer, or answers again.</summary>
    public void SetDown(bool isDown)
    {
        if (isDown)
            File.WriteAllText(Path.Combine(folder, "down"), "");
        else
            File.Delete(Path.Combine(folder, "down"));
    }

    private string At(int job, string kind) => Path.Combine(folder, $"{job}.{kind}");
}
