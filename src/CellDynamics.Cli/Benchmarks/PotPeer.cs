using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Python Optimal Transport in a child process that keeps the problem in memory, so that runs of both sides can alternate.</summary>
internal sealed class PotPeer : IDisposable
{
    public const int Threads = 2;

    private const string Python = "/usr/bin/python3";

    /// <summary>Variables that choose kernels of OpenBLAS; a wrong choice would handicap the peer.</summary>
    private static readonly string[] KernelChoices = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

    /// <summary>One command per line in, one answer per line out.</summary>
    private const string Script = """
        import sys, time
        try:
            import numpy as np, ot
        except ImportError as missing:
            print("missing", missing, flush=True)
            sys.exit(0)
        with open("/proc/self/maps") as maps:
            blas = sorted({name for name in (line.split("/")[-1].strip() for line in maps) if name.startswith("lib") and "blas" in name})
        print(f"POT {ot.__version__}, NumPy {np.__version__}, {' '.join(blas) or 'no BLAS library'}", flush=True)
        for line in sys.stdin:
            command, *rest = line.rstrip("\n").split("\t")
            if command == "load":
                size = int(rest[1])
                cost = np.fromfile(rest[0]).reshape(size, size)
                weights = np.full(size, 1 / size)
                print("loaded", flush=True)
                continue
            start = time.perf_counter()
            if command == "Exact":
                plan, log = ot.emd(weights, weights, cost, numItermax=10**9, log=True)
            else:
                plan, log = ot.sinkhorn(weights, weights, cost, float(rest[0]), method={"SinkhornLog": "sinkhorn_log", "SinkhornKernel": "sinkhorn"}[command],
                                        stopThr=float(rest[1]), numItermax=10**6, log=True)
            seconds = time.perf_counter() - start
            if log.get("result_code", 1) != 1:
                sys.exit(f"ot.emd stopped before the optimum: {log['warning']}")
            error = np.linalg.norm(np.concatenate([plan.sum(1) - weights, plan.sum(0) - weights]))
            print(seconds, np.vdot(plan, cost), error, log.get("niter", -2) + 1, sep="\t", flush=True)
            del plan, log
        """;

    private readonly Process _process;

    private PotPeer(Process process, string versions) => (_process, Versions) = (process, versions);

    /// <summary>Versions of the libraries, and the BLAS that is loaded.</summary>
    public string Versions { get; }

    /// <summary>How the variables of OpenBLAS stand here and in the child process.</summary>
    public static string Environment =>
        $"The peer runs with OPENBLAS_NUM_THREADS=OMP_NUM_THREADS={Threads} and without {string.Join(" and ", KernelChoices)}, which choose its kernels. Around this command: "
        + string.Join(", ", KernelChoices.Select(name => $"{name} {System.Environment.GetEnvironmentVariable(name) ?? "not set"}")) + ".";

    /// <returns>Null when Python or POT is missing.</returns>
    public static PotPeer? TryStart(out string missing)
    {
        var start = new ProcessStartInfo(Python, ["-W", "ignore", "-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string name in KernelChoices)
            start.Environment.Remove(name);
        start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = Threads.ToString(CultureInfo.InvariantCulture);
        missing = $"{Python} does not start";
        try
        {
            Process process = Process.Start(start)!;
            string? greeting = process.StandardOutput.ReadLine();
            if (greeting?.StartsWith("POT", StringComparison.Ordinal) == true)
                return new PotPeer(process, greeting);
            missing = $"{Python} answers: {greeting ?? "nothing"}";
            process.Dispose();
        }
        catch (Win32Exception failure)
        {
            missing = $"{Python}: {failure.Message}";
        }
        return null;
    }

    /// <summary>Gives the peer the very numbers of the problem, as raw float64.</summary>
    public void Load(TransportProblem problem, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("celldynamics-benchmark-");
        try
        {
            string file = Path.Combine(folder.FullName, "cost.f64");
            using (FileStream raw = File.Create(file))
                raw.Write(MemoryMarshal.AsBytes(problem.Cost.Values.AsSpan()));
            Ask(cancellation, "load", file, problem.Size.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public TransportTrial Solve(TransportProblem problem, TransportSolver solver, CancellationToken cancellation)
    {
        string answer = Ask(cancellation, solver.ToString(), Text(problem.Epsilon), Text(TransportProblem.Tolerance));
        double[] numbers = Array.ConvertAll(answer.Split('\t'), text => double.Parse(text, CultureInfo.InvariantCulture));
        return new TransportTrial(numbers[0], numbers[1], numbers[2], (long)numbers[3]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private string Ask(CancellationToken cancellation, params string[] command)
    {
        using CancellationTokenRegistration stop = cancellation.Register(_process.Kill);
        _process.StandardInput.WriteLine(string.Join('\t', command));
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        cancellation.ThrowIfCancellationRequested();
        return answer ?? throw new InvalidOperationException($"The process of POT ended during \"{command[0]}\"; its last words are above.");
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
