using System.CommandLine;
using CellDynamics.Cli.Requests;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;
using CellDynamics.Cli.Reports;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Cli.Verbs;

/// <summary>An analysis without a database; writes the same folder as one started in the browser.</summary>
internal static class RunVerb
{
    private static readonly Argument<string> Method = Symbols.Argument("METHOD", "Id of the method; see: celldynamics methods.");
    private static readonly Argument<string> File_ = Symbols.Argument("FILE", $"{ReadingOptions.Kinds}; for a method that learns networks also the folder of a finished trajectory analysis. What is no AnnData is written as such into the folder of the result.");
    private static readonly Option<string[]> Set = Symbols.Many("--set",
        "Parameter of the method as name=value, or validation=off, or validation.seeds=N; may be repeated. See: celldynamics methods.");
    private static readonly Option<double[]> HoldOut = Symbols.Numbers("--hold-out", "Time to keep out of the fit and to score; may be repeated.");
    private static readonly Option<string[]> HoldOutDonor = Symbols.Many("--hold-out-donor", "Donor to keep out of the fit and to score; may be repeated.");
    private static readonly Option<int> Seed = Symbols.Number<int>("--seed", "Same seed, same result.");
    private static readonly Option<string> Device = new Option<string>("--device") { Description = "Where to compute.", DefaultValueFactory = _ => "cpu" }.AcceptOnlyFromAmong("cpu", "cuda");
    private static readonly Option<bool> Strict = Symbols.Option<bool>("--strict", "Exit with 1 when the fit did not converge.");
    private static readonly Option<bool> Json = Symbols.Option<bool>("--json", "Print one JSON document: folder, result, outcome, metrics, validation.");
    private static readonly Option<string> Out = Symbols.Option<string>("--out", "Folder of the result; the same command goes on where it was stopped.", isRequired: true);
    private static readonly RoleOptions Roles = new();
    private static readonly NetworkOptions Networks = new();
    private static readonly ReadingOptions Reading = new();

    public static Command Build()
    {
        var command = new Command("run", "Infer dynamics from a file.") { Method, File_, Set, HoldOut, HoldOutDonor, Seed, Device, Strict, Json, Out };
        Roles.AddTo(command);
        Networks.AddTo(command);
        Reading.AddTo(command);
        command.SetAction((parsed, cancel) => Task.FromResult(ErrorBoundary.Run(() => Run(parsed, cancel))));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        RunFolder folder = FolderOf(parsed);
        var output = new ResultFolder(folder);
        string given = parsed.GetRequiredValue(File_);
        bool isConverted = false;
        try
        {
            RunRequest request = Request(parsed);
            isConverted = request.DatasetPath == folder.Dataset;
            bool isNew = output.Claim(request);
            if (File.Exists(folder.UnplacedDataset))
                File.Move(folder.UnplacedDataset, folder.Dataset, overwrite: true);
            if (isNew)
                output.Execute(request, new ProgressWriter(Console.Error, Console.IsErrorRedirected), cancel);
            else
                Console.Error.WriteLine($"{folder.Result}: finished already. Choose another --out to run it again.");
        }
        // A person gave the file that was converted, and never saw the conversion.
        catch (DatasetFileException error) when (isConverted && error.File == folder.Dataset)
        {
            throw new DatasetFileException(given, error.Place, error.Expected, error.Found, error.Cure, error);
        }
        catch (TimeAxisException error) when (isConverted)
        {
            throw error.In(given);
        }
        finally
        {
            File.Delete(folder.UnplacedDataset);
        }
        Outcome outcome = Report(folder, parsed.GetValue(Json));
        if (!parsed.GetValue(Strict) || outcome.HasConverged)
            return ExitCode.Done;
        Console.Error.WriteLine($"celldynamics: --strict: expected a fit that settled, found: {outcome.Message} {outcome.Advice} The result is kept.");
        return ExitCode.Failed;
    }

    private static Outcome Report(RunFolder folder, bool asJson)
    {
        if (TreatmentReader.IsTreatment(folder.Result))
        {
            TreatmentResult response = TreatmentReader.Read(folder.Result);
            Console.Out.WriteLine(asJson ? TreatmentReport.ToJson(folder, response) : TreatmentReport.ToWords(folder, response));
            return response.Outcome;
        }
        if (folder.ReadRequest().IsOfNetworks)
        {
            NetworkResult network = NetworkReader.Read(folder.Result);
            Console.Out.WriteLine(asJson ? NetworkReport.ToJson(folder, network) : NetworkReport.ToWords(folder, network));
            return network.Outcome;
        }
        TrajectoryResult found = ResultReader.Read(folder.Result);
        Console.Out.WriteLine(asJson ? RunReport.ToJson(folder, found) : RunReport.ToWords(folder, found));
        return found.Outcome;
    }

    private static RunFolder FolderOf(ParseResult parsed) => new(Path.GetFullPath(parsed.GetRequiredValue(Out)));

    /// <summary>What a command line asks for.</summary>
    internal static RunRequest Request(ParseResult parsed)
    {
        IInferenceMethod method = MethodCatalog.Find(parsed.GetRequiredValue(Method));
        ParameterSchema schema = ParameterSchema.Of(method.Descriptor);
        ILookup<bool, KeyValuePair<string, string>> set = Assignments.Read(parsed.GetRequiredValue(Set)).ToLookup(pair => ValidationSettings.Owns(pair.Key));
        MethodParameters parameters = schema.Parse(set[false].ToDictionary());
        ValidationSettings validation = ValidationSettings.Parse(set[true].ToDictionary(), method.Descriptor.Needs);
        StudyRoles roles = Roles.Read(parsed);
        GivenNetwork network = Networks.Read(parsed, method.Descriptor, roles, note => Console.Error.WriteLine($"Note: {note}"));
        RunSource source = RunSource.Of(parsed.GetRequiredValue(File_), roles, method.Descriptor.Needs, FolderOf(parsed), Reading.Read(parsed));
        return new RunRequest
        {
            Method = method.Descriptor.Id,
            Name = $"{method.Descriptor.Name}: {source.Name}",
            DatasetPath = source.Dataset,
            DatasetSha256 = source.Sha256,
            Roles = source.Roles,
            PathsFrom = source.PathsFrom,
            Pairs = network.Pairs,
            Prior = network.Prior,
            Genes = network.Genes,
            Parameters = schema.Format(parameters),
            HoldOut = parsed.GetRequiredValue(HoldOut),
            HoldOutDonors = parsed.GetRequiredValue(HoldOutDonor),
            Validation = validation.IsOn,
            ValidationSeeds = validation.Seeds,
            Seed = parsed.GetValue(Seed),
            Device = parsed.GetRequiredValue(Device),
            Version = RunRequest.VersionOf(method.Descriptor),
            CreatedUtc = TimeProvider.System.GetUtcNow().UtcDateTime,
        };
    }
}
