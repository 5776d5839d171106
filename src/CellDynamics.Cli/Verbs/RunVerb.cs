using System.CommandLine;
using System.Security.Cryptography;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Cli.Verbs;

/// <summary>An analysis without a database; writes the same folder as one started in the browser.</summary>
internal static class RunVerb
{
    private static readonly Argument<string> Method = Symbols.Argument("METHOD", "Id of the method; see: celldynamics methods.");
    private static readonly Argument<string> File_ = Symbols.Argument("FILE", "An AnnData file (.h5ad).");
    private static readonly Option<string[]> Set = Symbols.Many("--set", "Parameter of the method as name=value; may be repeated.");
    private static readonly Option<double[]> HoldOut = new("--hold-out") { Description = "Time to keep out of the fit and to score; may be repeated.", DefaultValueFactory = _ => [] };
    private static readonly Option<int> Seed = Symbols.Option<int>("--seed", "Same seed, same result.");
    private static readonly Option<bool> NoValidation = Symbols.Option<bool>("--no-validation", "Skip the refits that leave a time point out.");
    private static readonly Option<string> Device = new("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
    private static readonly Option<string> Out = Symbols.Option<string>("--out", "Folder of the result; the same command goes on where it was stopped.", isRequired: true);
    private static readonly RoleOptions Roles = new();

    public static Command Build()
    {
        var command = new Command("run", "Infer dynamics from a file.") { Method, File_, Set, HoldOut, Seed, NoValidation, Device, Out };
        Roles.AddTo(command);
        command.SetAction((parsed, cancel) => Task.FromResult(ErrorBoundary.Run(() => Run(parsed, cancel))));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        RunRequest request = Request(parsed);
        var folder = new RunFolder(Path.GetFullPath(parsed.GetRequiredValue(Out)));
        if (!Claim(folder, request))
        {
            Console.Error.WriteLine($"{folder.Result}: finished already. Choose another --out to run it again.");
            return ExitCode.Done;
        }
        int attempt = 1;
        while (Directory.Exists(folder.Attempt(attempt)))
            attempt++;
        Directory.CreateDirectory(folder.Attempt(attempt));
        var terminal = new ProgressWriter(Console.Error, Console.IsErrorRedirected);
        using var journal = new RunJournal(folder.Progress(attempt), request.Validation, TimeProvider.System) { Heard = terminal.Show };
        ValidationTable? validation = new RunExecutor(folder, attempt, journal, cancel).Run();
        folder.Publish(attempt);
        terminal.End();
        if (validation is not null)
            Console.Out.WriteLine(ValidationText.Of(validation));
        Console.Out.WriteLine(folder.Result);
        return ExitCode.Done;
    }

    private static RunRequest Request(ParseResult parsed)
    {
        IInferenceMethod method = MethodCatalog.Find(parsed.GetRequiredValue(Method));
        ParameterSchema schema = ParameterSchema.Of(method.Descriptor);
        MethodParameters parameters = schema.Parse(Assignments.Read(parsed.GetRequiredValue(Set)));
        string file = Path.GetFullPath(parsed.GetRequiredValue(File_));
        if (!File.Exists(file))
            throw new FileNotFoundException("", file);
        using FileStream content = File.OpenRead(file);
        return new RunRequest
        {
            Method = method.Descriptor.Id,
            Name = $"{method.Descriptor.Name}: {Path.GetFileNameWithoutExtension(file)}",
            DatasetPath = file,
            DatasetSha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            Roles = Roles.Read(parsed),
            Parameters = schema.Format(parameters),
            HoldOut = parsed.GetRequiredValue(HoldOut),
            Validation = !parsed.GetValue(NoValidation),
            Seed = parsed.GetValue(Seed),
            Device = parsed.GetRequiredValue(Device),
            Version = RunRequest.VersionOf(method.Descriptor),
            CreatedUtc = TimeProvider.System.GetUtcNow().UtcDateTime,
        };
    }

    /// <summary>False when this very analysis is finished. A folder of another analysis is left alone.</summary>
    private static bool Claim(RunFolder folder, RunRequest request)
    {
        Directory.CreateDirectory(folder.Root);
        if (File.Exists(folder.Request))
        {
            if ((folder.ReadRequest() with { CreatedUtc = request.CreatedUtc }).ToJson() != request.ToJson())
                throw new RunException($"{folder.Root}: expected an empty folder or this analysis, found another one (see {folder.Request}). Choose another --out.");
            return !File.Exists(folder.Result);
        }
        if (Directory.EnumerateFileSystemEntries(folder.Root).Any())
            throw new RunException($"{folder.Root}: expected an empty folder, found files in it. Choose another --out.");
        File.WriteAllText(folder.Request, request.ToJson());
        return true;
    }
}
