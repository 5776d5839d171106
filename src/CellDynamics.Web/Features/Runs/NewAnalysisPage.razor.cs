using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Answers;
using Microsoft.AspNetCore.Components;

namespace CellDynamics.Web.Features.Runs;

/// <summary>From a question to a queued analysis; the settings are drawn from the method's own parameter record.</summary>
public sealed partial class NewAnalysisPage : ComponentBase, IDisposable
{
    private static readonly IReadOnlyList<MethodDescriptor> Methods = [.. MethodCatalog.All.Select(known => known.Descriptor)];

    private readonly Dictionary<string, string> values = [];
    private readonly Dictionary<string, string> problems = [];
    private readonly SortedSet<double> holdOut = [];
    private readonly SortedSet<string> holdOutDonors = new(StringComparer.Ordinal);
    private MethodDescriptor method = Methods[0];
    private DatasetRecord? dataset;
    private DatasetSummary? summary;
    private StudyRoles roles = new();
    private StudyRoles rolesChecked = new();
    private IReadOnlyList<RunRecord> walked = [];
    private IReadOnlyList<string> namesTaken = [];
    private string name = "";
    private int seed;
    private IDisposable? watch;
    private bool isRead;
    private bool isSending;
    private string? problem;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>An earlier analysis whose settings are taken over.</summary>
    [SupplyParameterFromQuery]
    public Guid? From { get; set; }

    /// <summary>A finished analysis through time whose paths are to be stood on.</summary>
    [SupplyParameterFromQuery]
    public Guid? Paths { get; set; }

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private RunQueue Queue { get; set; } = null!;

    [Inject]
    private RunNews Monitor { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private RunsOptions Options { get; set; } = null!;

    private IReadOnlyList<ParameterField> Fields => ParameterSchema.Of(method).Fields;

    private bool IsOfTreatments => method.Needs.NeedsCondition;

    private bool IsOfNetworks => method.Needs.NeedsTracks;

    private string Plan => IsOfTreatments ? AnalysisPlan.OfTreatments(summary!, roles, holdOutDonors)
        : IsOfNetworks ? AnalysisPlan.OfNetworks(summary!, roles, question, walked.FirstOrDefault(run => run.Id == question.Paths)?.Name) : AnalysisPlan.ThroughTime(summary!, holdOut);

    /// <summary>Control and treated cells of several donors, each condition taken at one time: the question is what the treatment does.</summary>
    private bool IsScreen => summary!.IsTimeOfCondition && roles is { Condition: not null, Control: not null } && summary.Columns.Any(column => column.Name == roles.Donor && column.Distinct > 1);

    /// <summary>What a person still has to say on this page, or null.</summary>
    private string? Unsaid => IsOfTreatments && roles.Condition is not null && roles.Control is null ? "Choose which condition means untreated: everything is compared with it."
        : IsOfNetworks ? question.Unsaid : null;

    public void Dispose() => watch?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        watch ??= Monitor.WatchAll(() => InvokeAsync(async () =>
        {
            // Only while the file is being checked: later news must not undo what a person has chosen here.
            if (dataset is not { IsBeingChecked: true } and not { Status: DatasetStatus.NotScanned })
                return;
            await ReadAsync();
            StateHasChanged();
        }));
    }

    private async Task ReadAsync()
    {
        dataset = await Catalog.FindAsync(Id, CancellationToken.None);
        summary = dataset is { Status: DatasetStatus.Ready or DatasetStatus.NeedsAttention } ? await Catalog.ReadSummaryAsync(Id, CancellationToken.None) : null;
        if (dataset is not null && summary is not null)
        {
            roles = rolesChecked = dataset.ConfirmedRoles is { } json ? JsonSerializer.Deserialize<StudyRoles>(json, DatasetSummaryFile.Json)! : summary.SuggestedRoles;
            MethodDescriptor[] possible = [.. Methods.Where(known => Missing(known) is null)];
            method = possible.FirstOrDefault(known => roles.Cell is not null && known.Needs.NeedsTracks) ?? possible.FirstOrDefault(known => known.Needs.NeedsCondition == IsScreen) ?? possible.FirstOrDefault() ?? Methods[0];
            RunRecord[] made = [.. (await Queue.ListAsync(CancellationToken.None)).Where(run => run.DatasetId == Id)];
            namesTaken = [.. made.Select(run => run.Name)];
            walked = [.. made.Where(run => run.Status == RunStatus.Succeeded && ResultPages.KindOf(run) == ResultKind.Trajectories)];
            symbols = await Catalog.ReadSymbolsAsync(Id, CancellationToken.None) ?? [];
            question = FirstQuestion();
            if (Paths is not null)
                method = possible.FirstOrDefault(known => known.Needs.NeedsTracks) ?? method;
            name = NameOf(method);
            await TakeOverAsync();
            genes = await ReadGenesAsync(question.Paths);
            question = Checked(question);
        }
        isRead = true;
    }

    /// <summary>Why the data cannot answer a method's question, or null.</summary>
    private string? Missing(MethodDescriptor known)
    {
        int times = summary!.Times.Count - holdOut.Count;
        if (known.Needs.MinimumTimePoints > 0 && (roles.Time is null || summary.TimeProblem is not null))
            return summary.TimeProblem ?? "Needs a time column: choose it on the page of the dataset.";
        if (times < known.Needs.MinimumTimePoints)
            return $"Needs at least {Amounts.Of(known.Needs.MinimumTimePoints, "time point")}; {(holdOut.Count > 0 ? "what is left" : "this dataset")} has {times}.";
        if (known.Needs.NeedsCondition && roles.Condition is null)
            return "Needs a condition column: choose it on the page of the dataset.";
        if (known.Needs.NeedsDonor && roles.Donor is null)
            return "Needs a donor column; this dataset has none chosen.";
        // What the check of the file found holds for the roles it was checked under; without a control it found nothing yet.
        return (!known.Needs.NeedsCondition || roles.Control is not null) && roles == rolesChecked && summary.Questions.FirstOrDefault(question => question.Method == known.Id) is { IsReady: false } refused ? refused.Sentence : null;
    }

    private async Task TakeOverAsync()
    {
        if (From is not { } earlier || values.Count > 0)
            return;
        try
        {
            RunRequest request = (await Queue.FolderOfAsync(earlier, CancellationToken.None)).ReadRequest();
            if (Methods.FirstOrDefault(known => known.Id == request.Method) is not { } known)
                return;
            (method, name, seed) = (known, request.Name, request.Seed);
            foreach (ParameterField field in Fields.Where(field => request.Parameters.GetValueOrDefault(field.Name) is { } text && text != field.Default))
                values[field.Name] = request.Parameters[field.Name];
            holdOut.UnionWith(request.HoldOut);
            holdOutDonors.UnionWith(request.HoldOutDonors);
            if (IsOfNetworks)
                question = QuestionOf(request);
            roles = roles with { Control = roles.Control ?? request.Roles.Control };
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or AccessDeniedException)
        {
            problem = "The settings of the earlier analysis could not be read; these are the defaults.";
        }
    }

    private void Choose(MethodDescriptor known)
    {
        if (name == NameOf(method))
            name = NameOf(known);
        method = known;
        values.Clear();
        problems.Clear();
        question = Checked(question);
    }

    /// <summary>Numbered from the second analysis on, so that lists tell them apart.</summary>
    private string NameOf(MethodDescriptor known)
    {
        string plain = $"{known.Name}: {dataset!.Name}";
        return Enumerable.Range(1, namesTaken.Count + 1).Select(i => i == 1 ? plain : $"{plain} ({i})").First(free => !namesTaken.Contains(free));
    }

    private void HoldOut(double time, bool isOut)
    {
        if (isOut)
            holdOut.Add(time);
        else
            holdOut.Remove(time);
    }

    private void HoldOutDonor((string Donor, bool IsOut) change)
    {
        if (change.IsOut)
            holdOutDonors.Add(change.Donor);
        else
            holdOutDonors.Remove(change.Donor);
    }

    private void Set(ParameterField field, string? value)
    {
        problems.Remove(field.Name);
        if (value is null)
            values.Remove(field.Name);
        else
            values[field.Name] = value;
        question = Checked(question);
        if (value is null)
            return;
        try
        {
            ParameterSchema.Of(method).Parse(new Dictionary<string, string> { [field.Name] = value });
        }
        catch (ParameterException wrong)
        {
            problems[field.Name] = wrong.Message[(wrong.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..] is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : wrong.Message;
        }
    }

    private void SetSeed(ChangeEventArgs change)
    {
        problems.Remove("seed");
        if (!int.TryParse((string)change.Value!, NumberStyles.Integer, CultureInfo.InvariantCulture, out seed))
            problems["seed"] = "Expected a whole number.";
    }

    private async Task StartAsync()
    {
        (isSending, problem) = (true, null);
        try
        {
            Guid run = await Queue.SubmitAsync(new RunSubmission
            {
                DatasetId = Id,
                Method = method.Id,
                Name = name.Trim() is { Length: > 0 } given ? given : method.Name,
                Roles = IsOfNetworks ? roles with { Cell = question.Cell } : roles,
                Parameters = values,
                HoldOut = IsOfTreatments || IsOfNetworks ? [] : [.. holdOut],
                PathsFrom = IsOfNetworks ? question.Paths : null,
                Pairs = IsOfNetworks ? question.Pairs?.Found : null,
                Prior = IsOfNetworks ? question.Prior?.Found : null,
                Genes = IsOfNetworks && question.Genes.Count > 0 ? question.Genes : null,
                HoldOutDonors = IsOfTreatments ? [.. holdOutDonors] : [],
                Seed = seed,
            }, CancellationToken.None);
            Navigation.NavigateTo($"analyses/{run}");
        }
        catch (Exception failure) when (failure is ParameterException or KeyNotFoundException or InvalidOperationException or DbException or IOException or AccessDeniedException)
        {
            problem = failure.Message;
        }
        finally
        {
            isSending = false;
        }
    }
}
