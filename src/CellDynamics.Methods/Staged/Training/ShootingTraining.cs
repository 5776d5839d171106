using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>Fits an agent: first to slopes, then to what follows from many starts over longer and longer horizons (multiple shooting). Ref: Bock &amp; Plitt 1984; staged 5.2.</summary>
internal sealed class ShootingTraining : IDisposable
{
    /// <summary>Cells × times whose rates, and whose paths, one step compares: more tells little more and costs in proportion.</summary>
    private const int RowsOfSlopes = 1024, RowsOfPaths = 256;

    private const double GenesOfRate = 12;
    private const int ReportEvery = 50, StreamOfSlopes = 31, StreamOfPaths = 32, StreamOfCost = 33;

    /// <summary>As long as a solver's steps: over a single interval of the data hardly any error is seen.</summary>
    private const float StepOfSolver = 0.5f;

    private const double LastShareOfRate = 0.03, PathShareOfRate = 1.0 / 3, MostGradient = 1, LeastVariance = 1e-4;

    private static readonly Scalar PerSmall = 2.0, Zero = 0.0, Half = 0.5, Two = 2, Sixth = 1.0 / 6, Floor = LeastVariance;

    private readonly AgentNetwork network;
    private readonly Tissue tissue;
    private readonly SmoothedPaths paths;
    private readonly StagedParameters settings;
    private readonly RunContext context;
    private readonly Tensor values, acting, slopes, observed, slopeWeight, pathWeight, penalty;

    /// <param name="network">Its weights are changed; not owned.</param>
    /// <param name="tissue">Of the cells; not owned.</param>
    /// <param name="paths">What it is fitted to.</param>
    /// <param name="penalty">What each strength costs relative to others, <c>[types or 1, genes, genes]</c>, row = regulator; owned.</param>
    /// <param name="settings">How.</param>
    /// <param name="context">Seed, cancellation, progress.</param>
    public ShootingTraining(AgentNetwork network, Tissue tissue, SmoothedPaths paths, Tensor penalty, StagedParameters settings, RunContext context)
    {
        (this.network, this.tissue, this.paths, this.penalty, this.settings, this.context) = (network, tissue, paths, penalty, settings, context);
        values = tissue.Arrange(paths.Values);
        acting = paths.Delay == 0 ? values.alias() : tissue.Arrange(paths.Acting);
        slopes = tissue.Arrange(paths.Slopes);
        observed = tissue.Arrange(paths.Observed);
        slopeWeight = Weight(slopes);
        pathWeight = Weight(observed);
    }

    /// <summary>Losses as shares of the variance, averaged over every fifty steps.</summary>
    public IReadOnlyList<HistoryPoint> Run()
    {
        List<HistoryPoint> history = [];
        Phase("slopes", settings.SlopeSteps, 0, Rate, SlopeLoss, history);
        Phase("paths", settings.PathSteps, settings.SlopeSteps, Rate * PathShareOfRate, PathLoss, history);
        return history;
    }

    private void Phase(string name, int steps, int before, double rate, Func<int, Tensor> loss, List<HistoryPoint> history)
    {
        using var adam = new Adam(network.parameters(), 0);
        double sum = 0, last = Rate * LastShareOfRate;
        for (int step = 0; step < steps; step++)
        {
            context.ThrowIfCancelled();
            using DisposeScope scope = NewDisposeScope();
            Tensor data = loss(step);
            adam.ClearGradients();
            data.Plus(Penalty()).backward();
            nn.utils.clip_grad_norm_(network.parameters(), MostGradient);
            adam.Step(CosineDecay.At(rate, last, step, steps));
            double found = data.ToDouble();
            if (!double.IsFinite(found))
                throw new InvalidOperationException($"The learning of the network broke down at step {before + step + 1}: its loss is {found}. Use a smaller learning rate.");
            sum += found;
            if ((step + 1) % ReportEvery == 0 || step + 1 == steps)
            {
                history.Add(new HistoryPoint(name, before + step + 1, sum / (step % ReportEvery + 1)));
                sum = 0;
                context.Report((before + step + 1.0) / (settings.SlopeSteps + settings.PathSteps), "Learning the network", history[^1]);
            }
        }
    }

    /// <summary>Every gene is driven by a sum over genes: the more of them, the shorter the steps.</summary>
    private double Rate => settings.LearningRate * Math.Min(1, GenesOfRate / observed.shape[3]);

    private Tensor SlopeLoss(int step)
    {
        var random = new RandomStream(context.Seed, StreamOfSlopes, step);
        int count = Math.Clamp((int)(RowsOfSlopes / tissue.LearnedCells), 1, paths.Times.Length);
        Tensor at = Index([.. Enumerable.Range(0, count).Select(_ => paths.DrawTime(random, paths.Times.Length, settings.Focus))]);
        return Share(network.At(values.index_select(1, at), acting.index_select(1, at)).sub(slopes.index_select(1, at)), slopeWeight, count);
    }

    private Tensor PathLoss(int step)
    {
        var random = new RandomStream(context.Seed, StreamOfPaths, step);
        int horizon = Math.Min(paths.Times.Length - 1, HorizonAt(step)), count = Math.Clamp((int)(RowsOfPaths / tissue.LearnedCells), 1, paths.Times.Length - horizon);
        int[] from = [.. Enumerable.Range(0, count).Select(_ => paths.DrawTime(random, paths.Times.Length - horizon, settings.Focus))];
        int dear = settings.SolverCost > 0 ? random.NextIndex(horizon) : -1;
        Tensor state = values.index_select(1, Index(from)), drives = acting.index_select(1, Index(from)), loss = zeros(1), cost = zeros(1);
        for (int ahead = 1; ahead <= horizon; ahead++)
        {
            Tensor length = tensor([.. from.Select(start => (float)(paths.Times[start + ahead] - paths.Times[start + ahead - 1]))], [1, count, 1, 1]);
            if (ahead - 1 == dear)
                cost = Cost(state.detach(), drives.detach());
            (state, drives) = Step(state, drives, length);
            loss = loss.Plus(Share(state.sub(observed.index_select(1, Index([.. from.Select(start => start + ahead)]))), pathWeight, count * horizon));
        }
        return loss.Plus(cost).sum();
    }

    /// <summary>1, then slowly longer, for the last half as long as was asked for.</summary>
    private int HorizonAt(int step) => Math.Min(settings.Horizon, (4 * step / settings.PathSteps) switch
    {
        0 => 1 + 16 * step / settings.PathSteps,
        1 => Math.Max(5, settings.Horizon / 2),
        _ => settings.Horizon,
    });

    /// <summary>One step of the classical method of order four, with a length per start. Ref: Hairer, Nørsett, Wanner 1993, table II.1.2.</summary>
    /// <param name="state"><c>[types, starts, largest, genes]</c>.</param>
    /// <param name="drives">What acts; without a delay the state.</param>
    /// <param name="length"><c>[1, starts, 1, 1]</c>.</param>
    private (Tensor State, Tensor Drives) Step(Tensor state, Tensor drives, Tensor length)
    {
        Tensor half = length.mul(Half);
        Tensor Stage(Tensor rates, Tensor passed)
        {
            Tensor at = state.Plus(passed.mul(rates));
            return network.At(at, Remembered(drives, state, at, passed));
        }
        Tensor k1 = network.At(state, drives), k2 = Stage(k1, half), k3 = Stage(k2, half), k4 = Stage(k3, length);
        Tensor next = state.Plus(length.mul(k1.add(k2, Two).add(k3, Two).Plus(k4)).mul(Sixth)).clamp_min(Zero);
        return (next, Remembered(drives, state, next, length));
    }

    /// <summary><see cref="GeneMemory.After"/> with gradients.</summary>
    private Tensor Remembered(Tensor memory, Tensor before, Tensor after, Tensor passed)
    {
        if (paths.Delay == 0)
            return after;
        (double Kept, double Before, double After)[] shares = [.. passed.data<float>().Select(time => GeneMemory.Shares(time, paths.Delay))];
        Tensor Of(Func<(double Kept, double Before, double After), double> share) => tensor([.. shares.Select(all => (float)share(all))], passed.shape);
        return memory.mul(Of(all => all.Kept)).Plus(before.mul(Of(all => all.Before))).Plus(after.mul(Of(all => all.After)));
    }

    /// <summary>Size of the error that the solver with chosen steps estimates, per cell and gene. Ref: Pal, Edelman, Rackauckas 2023, arXiv 2303.02262, section 3.1: one step, drawn at random, stands for all.</summary>
    private Tensor Cost(Tensor state, Tensor drives)
    {
        using Tensor length = full([1, 1, 1, 1], StepOfSolver);
        using Scalar price = settings.SolverCost / (state.shape[1] * tissue.LearnedCells * state.shape[3]);
        Tensor error = DormandPrince.LocalError(network.Field(paths.Delay), paths.Delay == 0 ? state : cat([state, drives], 3), length).narrow(3, 0, state.shape[3]);
        return error.abs().mul(tissue.Learned).sum().mul(price);
    }

    /// <summary>Mean over the learned cells of a squared error, in variances.</summary>
    private Tensor Share(Tensor error, Tensor weight, int times)
    {
        using Scalar one = 1.0 / ((double)times * tissue.LearnedCells * observed.shape[3]);
        return error.Squared().mul(weight).sum().mul(one);
    }

    /// <summary>Sum over what drives a gene of log(1 + |w| / ε), mean over genes and types: small strengths cost as by their size, large ones hardly more. Ref: Candès, Wakin, Boyd 2008, doi 10.1007/s00041-008-9045-x, equation 2.</summary>
    private Tensor Penalty()
    {
        using Scalar price = settings.Sparsity / (tissue.Types * observed.shape[3]);
        Tensor Cost(Tensor strengths) => strengths.abs().mul(PerSmall).log1p();
        return Cost(network.Weights).mul(penalty).sum().Plus(Cost(network.Signals).sum()).mul(price);
    }

    /// <summary>One over the variance of each gene, where cells are learned from.</summary>
    private Tensor Weight(Tensor states)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar count = (double)states.shape[1] * tissue.LearnedCells;
        Tensor mean = states.mul(tissue.Learned).sum([0, 1, 2], keepdim: true).div(count);
        Tensor variance = states.sub(mean).Squared().mul(tissue.Learned).sum([0, 1, 2], keepdim: true).div(count);
        return tissue.Learned.div(variance.clamp_min(Floor)).MoveToOuterDisposeScope();
    }

    private static Tensor Index(int[] times) => tensor(Array.ConvertAll(times, time => (long)time), [times.Length]);

    public void Dispose()
    {
        foreach (Tensor held in new[] { values, acting, slopes, observed, slopeWeight, pathWeight, penalty })
            held.Dispose();
    }
}
