using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CellDynamics.Cli.Benchmarks.Circuits;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>Does what the scripts of the site do as far as the server sees it: it fetches their files and their numbers, and knows what the explorer shows.</summary>
internal sealed partial class SiteScript(HttpClient http, Uri site, LoadJournal journal) : IPageScript
{
    private const string Explorer = "js/trajectories/explorer.js";
    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Imports = new();

    // A browser asks once for what does not change.
    private readonly ConcurrentDictionary<string, bool> fetched = new();
    private readonly ConcurrentDictionary<long, string> modules = new();
    private string run = "";
    private bool hasPaths;

    /// <summary>Run whose explorer is mounted and was asked what it shows; empty where none is.</summary>
    public string Mounted { get; private set; } = "";

    /// <summary>What the explorer colours by; null before.</summary>
    public string? Gene { get; private set; }

    public string? Cells { get; private set; }

    public string Mode { get; private set; } = "measured";

    /// <summary>Answers to a change of the mode so far: an answer may be that it stays.</summary>
    public int ModeAnswers { get; private set; }

    /// <summary>What the HTML of a page names.</summary>
    public Task FetchAsync(PageHtml page) => Task.WhenAll(page.Assets.Select(FetchFileAsync));

    /// <summary>Pictures that stand on the page now.</summary>
    public Task FetchAsync(IEnumerable<string> pictures) => Task.WhenAll(pictures.Select(FetchFileAsync));

    /// <summary>A new page knows nothing of the one before.</summary>
    public void Forget()
    {
        modules.Clear();
        (Mounted, Gene, Cells, Mode) = ("", null, null, "measured");
    }

    public async Task<string> AnswerAsync(ScriptCall call, long held)
    {
        switch (call.Name)
        {
            case "import":
                string module = call.Arguments[0].GetString()!;
                modules[held] = module;
                await FetchFileAsync(module);
                return "null";
            case "mount" when modules.GetValueOrDefault(call.Target)?.EndsWith(Explorer, StringComparison.Ordinal) == true:
                await MountAsync(call.Arguments[1]);
                return "null";
            case "choices":
                Mounted = run;
                return JsonSerializer.Serialize(new { view = (string?)null, cells = Cells, gene = Gene, mode = Mode, trend = Gene is null ? [] : new[] { Gene } });
            case "setGene":
                await ColourAsync(call.Arguments[0].GetString()!);
                return "null";
            case "setCells":
                string? cells = call.Arguments[0].GetString();
                if (cells is not null)
                    await NumbersAsync("obs", cells["obs:".Length..]);
                Cells = cells;
                return "null";
            case "setMode":
                return JsonSerializer.Serialize(await SwitchAsync(call.Arguments[0].GetString()!));
            case "dispose":
                Mounted = "";
                return "null";
            case "cellDynamicsTheme.watch":
                return "false";
            default:
                return "null";
        }
    }

    private async Task MountAsync(JsonElement model)
    {
        run = model.GetProperty("run").GetString()!;
        hasPaths = model.GetProperty("paths").GetInt32() > 0;
        (Gene, Cells, Mode) = (model.GetProperty("gene").GetString(), null, "measured");
        if (model.GetProperty("views") is { } views && views.GetArrayLength() > 0)
        {
            string view = views[0].GetProperty("key").GetString()!;
            await Task.WhenAll(NumbersAsync("view", view, "cells"), NumbersAsync("view", view, "paths"), NumbersAsync("cells", "time"));
        }
        await Task.WhenAll(model.GetProperty("trend").EnumerateArray().Select(gene => NumbersAsync("trend", gene.GetString()!)).Append(Gene is null ? Task.CompletedTask : ColourAsync(Gene)));
    }

    private async Task ColourAsync(string gene)
    {
        await NumbersAsync("gene", gene);
        if (Mode == "inferred")
            await NumbersAsync("inferred-gene", gene);
        await NumbersAsync("trend", gene);
        Gene = gene;
    }

    private async Task<string> SwitchAsync(string mode)
    {
        Mode = mode == "inferred" && hasPaths && Gene is not null && await NumbersAsync("inferred-gene", Gene) ? "inferred" : "measured";
        ModeAnswers++;
        return Mode;
    }

    /// <returns>False where the server says that there is nothing to show.</returns>
    /// <exception cref="IOException">It refuses.</exception>
    private async Task<bool> NumbersAsync(params string[] parts)
    {
        string path = $"api/runs/{run}/{string.Join('/', parts.Select(Uri.EscapeDataString))}";
        if (fetched.TryGetValue(path, out bool isThere))
            return isThere;
        long start = Stopwatch.GetTimestamp();
        isThere = await FetchAsync(path, async body => (await body.ReadAsByteArrayAsync()).Length) is > 0;
        journal.TookSince(start, Waiter.Data, parts[0] == "view" ? $"view {parts[^1]}" : parts[0]);
        fetched[path] = isThere;
        return isThere;
    }

    private async Task FetchFileAsync(string address)
    {
        string path = new Uri(site, address).PathAndQuery[1..];
        if (!fetched.TryAdd(path, true))
            return;
        if (!path.StartsWith("js/", StringComparison.Ordinal))
        {
            await FetchAsync(path, async body => (await body.ReadAsByteArrayAsync()).Length);
            return;
        }
        string text = await FetchAsync(path, body => body.ReadAsStringAsync());
        IReadOnlyList<string> imports = Imports.GetOrAdd(path, _ => [.. Import().Matches(text).Select(match => new Uri(new Uri(site, path), match.Groups[1].Value).AbsolutePath[1..])]);
        await Task.WhenAll(imports.Select(FetchFileAsync));
    }

    private async Task<T> FetchAsync<T>(string path, Func<HttpContent, Task<T>> read)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(site, path));
            if (!answer.IsSuccessStatusCode)
                throw new IOException($"{path}: the server answered {(int)answer.StatusCode}.");
            return await read(answer.Content);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            journal.Failed("HTTP request", failure.Message);
            throw new IOException(failure.Message, failure);
        }
    }

    [GeneratedRegex("from\\s+'(\\.{1,2}/[^']+)'")]
    private static partial Regex Import();
}
